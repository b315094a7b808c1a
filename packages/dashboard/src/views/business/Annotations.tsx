import { type Annotation, type AnnotationBody, SAVED_ROUTES } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { formatMoment } from './numbers.ts';
import { ChangeSaved, RemoveSaved } from './SavedActions.tsx';
import { texts } from './texts.ts';
import { fromZonedTime, toZonedTime } from './zonedTime.ts';

interface AnnotationsProps {
  annotations: Annotation[];
  /** There are earlier ones, which are not shown. */
  hasMore: boolean;
  timezone: string;
  onChange(): void;
}

/** The annotations of the range, newest first: change and delete. */
export function AnnotationList({ annotations, hasMore, timezone, onChange }: AnnotationsProps) {
  return (
    <details class="fold">
      <summary>{texts.annotations.title(annotations.length)}</summary>
      {annotations.length === 0 && <p class="quiet">{texts.annotations.none}</p>}
      <ul class="rows annotations">
        {annotations.map((annotation) => (
          <li key={annotation.annotation_id}>
            <div class="what">
              <AnnotationText annotation={annotation} timezone={timezone} />
            </div>
            <AnnotationActions annotation={annotation} timezone={timezone} onChange={onChange} />
          </li>
        ))}
      </ul>
      {hasMore && <p class="quiet small">{texts.annotations.limit(annotations.length)}</p>}
    </details>
  );
}

/** What it says, and when. */
export function AnnotationText({ annotation, timezone }: { annotation: Annotation; timezone: string }) {
  const { kind, at, until, text, url, version } = annotation;
  return (
    <>
      <span class="row">
        <span class={kind === 'deployment' ? 'mark deployment' : 'mark'} aria-hidden="true" />
        <strong>{texts.annotations.kinds[kind]}</strong>
        {version && <span class="badge">{version}</span>}
      </span>
      <span dir="auto">{text}</span>
      <span class="quiet small">
        {formatMoment(at, timezone)}
        {until && ` – ${formatMoment(until, timezone)}`}
        {url && (
          <>
            {' · '}
            <a href={url} target="_blank" rel="noreferrer">
              {texts.annotations.link}
            </a>
          </>
        )}
      </span>
    </>
  );
}

/** Makes a new one. */
export function Annotate({ timezone, onChange }: { timezone: string; onChange(): void }) {
  return (
    <Confirm
      label={texts.annotations.make}
      look="plain compact"
      title={texts.annotations.makeTitle}
      action={texts.annotations.makeAction}
      onConfirm={async (form) => {
        await ask(SAVED_ROUTES.annotations, { method: 'POST', body: toBody(form, timezone) });
        onChange();
      }}
    >
      <Fields timezone={timezone} />
    </Confirm>
  );
}

interface AnnotationActionsProps {
  annotation: Annotation;
  timezone: string;
  onChange(): void;
}

function AnnotationActions({ annotation, timezone, onChange }: AnnotationActionsProps) {
  const { text } = annotation;
  const path = SAVED_ROUTES.annotation.replace(':annotation_id', annotation.annotation_id);
  const send = async (method: 'POST' | 'DELETE', body?: object) => {
    await ask(path, { method, ...(body && { body }) });
    onChange();
  };
  return (
    <div class="row">
      <ChangeSaved
        name={text}
        look="plain compact"
        title={texts.annotations.changeTitle}
        onConfirm={(form) => send('POST', toBody(form, timezone))}
      >
        <Fields annotation={annotation} timezone={timezone} />
      </ChangeSaved>
      <RemoveSaved
        name={text}
        look="plain compact"
        title={texts.annotations.removeTitle}
        onConfirm={() => send('DELETE')}
      >
        <p dir="auto">{text}</p>
      </RemoveSaved>
    </div>
  );
}

function Fields({ annotation, timezone }: { annotation?: Annotation; timezone: string }) {
  const [kind, setKind] = useState<Annotation['kind']>(annotation?.kind ?? 'note');
  return (
    <>
      <label class="field">
        <span>{texts.annotations.text}</span>
        <input
          class="input"
          name="text"
          maxLength={1000}
          defaultValue={annotation?.text ?? ''}
          required
          autocomplete="off"
        />
      </label>
      <div class="fields">
        <label class="field">
          <span>{texts.annotations.kind}</span>
          <select
            class="input"
            name="kind"
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as Annotation['kind'])}
          >
            {(['note', 'deployment'] as const).map((one) => (
              <option key={one} value={one}>
                {texts.annotations.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        {kind === 'deployment' && (
          <label class="field">
            <span>{texts.annotations.version}</span>
            <input class="input" name="version" maxLength={200} defaultValue={annotation?.version ?? ''} />
          </label>
        )}
        <label class="field">
          <span>{texts.annotations.at}</span>
          <input
            class="input"
            name="at"
            type="datetime-local"
            required
            defaultValue={toZonedTime(annotation ? Date.parse(annotation.at) : Date.now(), timezone)}
          />
        </label>
        <label class="field">
          <span>{texts.annotations.until}</span>
          <input
            class="input"
            name="until"
            type="datetime-local"
            defaultValue={annotation?.until ? toZonedTime(Date.parse(annotation.until), timezone) : ''}
          />
        </label>
      </div>
      <label class="field">
        <span>{texts.annotations.url}</span>
        <input class="input" name="url" type="url" maxLength={2000} defaultValue={annotation?.url ?? ''} />
      </label>
      <p class="quiet small">{texts.annotations.zone(timezone)}</p>
    </>
  );
}

/** What the form says, as the API takes it. */
function toBody(form: FormData, timezone: string): AnnotationBody {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    kind: text('kind') === 'deployment' ? 'deployment' : 'note',
    text: text('text'),
    at: fromZonedTime(text('at'), timezone) ?? text('at'),
    until: text('until') === '' ? null : (fromZonedTime(text('until'), timezone) ?? text('until')),
    url: text('url') || null,
    version: text('version') || null,
  };
}
