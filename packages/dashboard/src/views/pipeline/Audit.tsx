import { type AuditEntry, type AuditReply, ROUTES } from '@onevault/contract';
import { formatTime } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { MoreButton } from '../../parts/MoreButton.tsx';
import { NotHere } from '../../parts/NotHere.tsx';
import { usePages } from '../../parts/usePages.ts';
import { texts as shared } from '../../texts.ts';
import { auditTexts } from './keyTexts.ts';
import { texts } from './texts.ts';

/** What was done to the customer, newest first. */
export function Audit({ isMemory }: { isMemory: boolean }) {
  if (isMemory) return <NotHere title={texts.memory.title} hint={texts.memory.audit} />;
  return <Entries />;
}

function Entries() {
  const { rows, error, isBusy, more } = usePages(ROUTES.audit, ({ entries }: AuditReply) => entries);
  return (
    <section class="card stack">
      <h2>{auditTexts.title}</h2>
      <p class="quiet">{auditTexts.hint}</p>
      {error !== undefined && <ErrorNote error={error} />}
      {rows === null && isBusy && <p class="quiet">{shared.loading}</p>}
      {rows?.length === 0 && (
        <div class="empty">
          <h3>{auditTexts.none.title}</h3>
          <p>{auditTexts.none.hint}</p>
        </div>
      )}
      <ol class="rows">
        {rows?.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      <MoreButton more={more} isBusy={isBusy} />
    </section>
  );
}

function Entry({ entry: { at, by, action, details } }: { entry: AuditEntry }) {
  const given = Object.entries(details).filter(([, value]) => value !== null);
  return (
    <li>
      <div class="what">
        <strong>{auditTexts.actions[action] ?? action}</strong>
        {given.length > 0 && (
          <span class="quiet mono">
            {given
              .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
              .join(' · ')}
          </span>
        )}
      </div>
      <div class="quiet">
        <span class="mono">{by}</span> · {formatTime(at)}
      </div>
    </li>
  );
}
