import { useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWork } from '../../parts/useWork.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

interface ActiveFault {
  id: string;
  fault: Name;
  seen: number;
  hit: number;
}
type Name = keyof typeof texts.faults.names;
type When = keyof typeof texts.faults.whens;

const PATH = '/mock/faults';
const ASK_MS = 2_000;
const NAMES = Object.keys(texts.faults.names) as Name[];
const WHENS = Object.keys(texts.faults.whens) as When[];
/** These happen before there is a body. */
const BODYLESS: Name[] = ['refuse_preflight', 'offline'];

/** Which faults are on, and turning them on and off. */
export function Faults() {
  const { reply, error, again } = useAsk<{ faults: ActiveFault[] }>(PATH, { everyMs: ASK_MS });
  const work = useWork<object>();
  const remove = async (id?: string) => {
    await work.start(() => ask(toPath(PATH, { id }), { method: 'DELETE' }));
    again();
  };
  const faults = reply?.faults ?? [];
  return (
    <section class="card stack">
      <header class="row spread">
        <h2>
          {texts.faults.title} {faults.length > 0 && <span class="badge bad numbers">{faults.length}</span>}
        </h2>
        {faults.length > 1 && (
          <button type="button" class="button" onClick={() => void remove()}>
            {texts.faults.allOff}
          </button>
        )}
      </header>
      <p class="quiet">{texts.faults.hint}</p>
      {error !== undefined && <ErrorNote error={error} />}
      {reply === null && error === undefined && <p class="quiet">{shared.loading}</p>}
      {reply && faults.length === 0 && <p>{texts.faults.none}</p>}
      <ul class="rows" aria-live="polite">
        {faults.map(({ id, fault, seen, hit, ...more }) => (
          <li key={id}>
            <div class="what">
              <span class="row">
                <strong>{texts.faults.names[fault]}</strong>
                <span class="badge numbers">{texts.faults.seen(seen, hit)}</span>
              </span>
              <span class="quiet mono">{toText(fault, more)}</span>
            </div>
            <button
              type="button"
              class="button"
              aria-label={texts.faults.offName(fault, id)}
              onClick={() => void remove(id)}
            >
              {texts.faults.off}
            </button>
          </li>
        ))}
      </ul>
      {work.error !== undefined && <ErrorNote error={work.error} />}
      <NewFault onAdded={again} />
    </section>
  );
}

function NewFault({ onAdded }: { onAdded: () => void }) {
  const [name, setName] = useState<Name>('status');
  const [when, setWhen] = useState<When>('first');
  const work = useWork<object>();
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const number = (field: string) => Number(form.get(field));
    const eventType = String(form.get('event_type') ?? '').trim();
    const body = {
      fault: name,
      ...(name === 'status' && { status: number('status') }),
      ...(name === 'latency' && { delay_ms: number('delay_ms') }),
      ...(when === 'probability' && { probability: number('count') / 100 }),
      ...((when === 'first' || when === 'nth') && { [when]: number('count') }),
      ...(eventType && { event_type: eventType }),
    };
    if (await work.start(() => ask(PATH, { method: 'POST', body }))) onAdded();
  };
  return (
    <form class="stack" onSubmit={(event) => void add(event)}>
      <div class="fields">
        <label class="field">
          <span>{texts.faults.which}</span>
          <select class="input" value={name} onChange={(event) => setName(event.currentTarget.value as Name)}>
            {NAMES.map((one) => (
              <option key={one} value={one}>
                {texts.faults.names[one]}
              </option>
            ))}
          </select>
        </label>
        {name === 'status' && (
          <label class="field">
            <span>{texts.faults.status}</span>
            <input class="input" name="status" type="number" min={400} max={599} defaultValue="503" required />
          </label>
        )}
        {name === 'latency' && (
          <label class="field">
            <span>{texts.faults.delay}</span>
            <input class="input" name="delay_ms" type="number" min={0} max={600000} defaultValue="2000" required />
          </label>
        )}
        <label class="field">
          <span>{texts.faults.when}</span>
          <select class="input" value={when} onChange={(event) => setWhen(event.currentTarget.value as When)}>
            {WHENS.map((one) => (
              <option key={one} value={one}>
                {texts.faults.whens[one]}
              </option>
            ))}
          </select>
        </label>
        {when !== 'always' && (
          <label class="field">
            <span>{texts.faults.count}</span>
            <input
              class="input"
              name="count"
              type="number"
              min={when === 'probability' ? 0 : 1}
              {...(when === 'probability' && { max: 100 })}
              defaultValue="1"
              required
            />
          </label>
        )}
        {!BODYLESS.includes(name) && (
          <label class="field">
            <span>{texts.faults.eventType}</span>
            <input class="input" name="event_type" maxLength={200} autocapitalize="none" spellcheck={false} />
          </label>
        )}
      </div>
      {name === 'offline' && <p class="quiet">{texts.faults.offlineHint}</p>}
      {work.error !== undefined && <ErrorNote error={work.error} />}
      <div>
        <button type="submit" class="button primary" disabled={work.isBusy}>
          {work.isBusy ? shared.working : texts.faults.add}
        </button>
      </div>
    </form>
  );
}

/** `status,status=503,first=1`: as `--fault` of the command line takes it. */
function toText(fault: string, more: object): string {
  return [fault, ...Object.entries(more).map(([name, value]) => `${name}=${String(value)}`)].join(',');
}
