import { isUuid } from '../../service/readPlace.ts';
import { readAnnotation } from '../../service/saved/readAnnotation.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed } from '../readFlags.ts';
import { readingFlags } from '../readingFlags.ts';
import { readVerb } from '../readVerb.ts';
import { toCell, toMinutes, toTable } from '../toTable.ts';

const HELP = `onevault-server annotations <verb> --customer <id>: what happened when, beside a time series

  list                      Shows the newest 100
  create --text <text>      Makes an annotation
      --at <time>           Default now
      --until <time>        For a range
      --kind <kind>         note or deployment. Default note
      --url <url>           Where to read more
      --version <text>      What was deployed
  change --annotation <id>  Changes the given parts
  delete --annotation <id>  Deletes an annotation

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

docs/saved.md describes them.
`;

const TEXT = { type: 'string' } as const;
const FLAGS = {
  customer: TEXT,
  database: TEXT,
  help: { type: 'boolean', short: 'h' },
  annotation: TEXT,
  text: TEXT,
  at: TEXT,
  until: TEXT,
  kind: TEXT,
  url: TEXT,
  version: TEXT,
} as const;
const PARTS = ['text', 'at', 'until', 'kind', 'url', 'version'] as const;
const VERBS = {
  list: [],
  create: [...PARTS],
  change: ['annotation', ...PARTS],
  delete: ['annotation'],
} satisfies Record<string, (keyof typeof FLAGS)[]>;
const MAX_ROWS = 100;

/** `annotations <verb>`: what `/api/v1/analytics/saved/annotations` does, for an operator. */
export const manageAnnotations: Command = async (args, env, terminal) => {
  const asked = readVerb('annotations', args, { verbs: VERBS, flags: FLAGS, example: 'annotations list, or --help' });
  if (asked === null) return terminal.print(HELP);
  const { verb, given } = asked;
  const database = readDatabase(given.database, env);
  const customerId = readCustomer(given.customer);
  const body = Object.fromEntries(PARTS.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
  const created = verb === 'create' ? readingFlags(() => readAnnotation(body)) : null;
  const id = verb === 'change' || verb === 'delete' ? readId(given.annotation) : '';

  await withCustomer(database, customerId, terminal, async ({ operations: { saved } }) => {
    if (verb === 'list') {
      const found = await saved.findAnnotations(customerId, { limit: MAX_ROWS });
      terminal.print(
        toTable([
          ['ANNOTATION', 'AT (UTC)', 'UNTIL (UTC)', 'KIND', 'VERSION', 'TEXT'],
          ...found.map((one) => [
            one.annotation_id,
            toMinutes(one.at),
            toMinutes(one.until),
            one.kind,
            toCell(one.version ?? ''),
            toCell(one.text),
          ]),
        ]),
      );
    } else if (created) {
      if ((await saved.addAnnotation(customerId, created, cliActor())) === 'too_many') {
        throw failed('the annotation', 'a customer can have 10,000 annotations', 'annotations delete first');
      }
      terminal.error(`Created the annotation of ${customerId}. Its id:`);
      terminal.print(created.annotationId);
    } else if (verb === 'delete') {
      if (!(await saved.deleteAnnotation(customerId, id, cliActor()))) throw unknown();
      terminal.error('Deleted the annotation');
    } else {
      const [before] = await saved.findAnnotations(customerId, { limit: 1, annotationId: id });
      if (!before) throw unknown();
      const changed = readingFlags(() => readAnnotation(body, before));
      if (!(await saved.changeAnnotation(customerId, changed, cliActor()))) throw unknown();
      terminal.error('Changed the annotation');
    }
  });
};

function readId(id: string | undefined): string {
  if (!isUuid(id)) throw failed('--annotation', 'it is not an id', 'an id that annotations list shows');
  return id;
}

function unknown() {
  return failed('--annotation', 'the customer has no annotation with this id', 'annotations list');
}
