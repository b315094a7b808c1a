import type { Annotation } from '@onevault/contract';
import type { NewAnnotation } from '../../engine/port.ts';
import { TIME_MESSAGE, toEngineTime } from '../readEventQuery.ts';
import { isUuid } from '../readPlace.ts';
import { refuseBody } from '../refuseBody.ts';
import { readFields, readText } from './readDefinition.ts';

const FIELDS = ['annotation_id', 'kind', 'at', 'until', 'text', 'url', 'version'];
const KINDS = ['note', 'deployment'] as const;
const MAX_TEXT_LENGTH = 1_000;
const MAX_URL_LENGTH = 2_000;
const MAX_VERSION_LENGTH = 200;

/** Reads the body of an annotation; with `before` only what changes. Throws a `Refusal` (422) that names the wrong part. */
export function readAnnotation(body: unknown, before?: Annotation): NewAnnotation {
  const given = readFields(body, before ? FIELDS.filter((name) => name !== 'annotation_id') : FIELDS);
  const {
    annotation_id = crypto.randomUUID(),
    kind = 'note',
    at = new Date().toISOString(),
    until = null,
    text,
    url = null,
    version = null,
  } = { ...before, ...given } as Record<string, unknown>;
  if (!isUuid(annotation_id))
    throw refuseBody(['annotation_id'], 'Input should be a UUID in lower case', 'uuid_parsing');
  if (kind !== 'note' && kind !== 'deployment') {
    throw refuseBody(['kind'], `Input should be one of ${KINDS.join(', ')}`, 'enum');
  }
  const [from, to] = [readTime(at, 'at'), until === null ? null : readTime(until, 'until')];
  if (to !== null && Date.parse(to) < Date.parse(from)) {
    throw refuseBody(['until'], 'It ends before it begins', 'value_error');
  }
  return {
    annotationId: annotation_id,
    kind,
    at: from,
    until: to,
    text: readText(text, ['text'], MAX_TEXT_LENGTH),
    url: url === null ? null : readUrl(url),
    version: version === null ? null : readText(version, ['version'], MAX_VERSION_LENGTH),
  };
}

function readTime(value: unknown, name: string): string {
  const time = typeof value === 'string' ? toEngineTime(value) : null;
  if (time === null) throw refuseBody([name], TIME_MESSAGE, 'datetime_parsing');
  return time;
}

/** Pages show it as a link, so it must not be a script. */
function readUrl(value: unknown): string {
  const isText = typeof value === 'string' && value.length <= MAX_URL_LENGTH;
  const url = isText && URL.canParse(value) ? new URL(value) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && url.href.length <= MAX_URL_LENGTH) {
    return url.href;
  }
  const msg = `Input should be an https:// or http:// URL of at most ${MAX_URL_LENGTH} characters, without a password`;
  throw refuseBody(['url'], msg, 'url_parsing');
}
