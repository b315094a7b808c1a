import { ROUTES } from '@onevault/contract';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { NotHere } from '../../parts/NotHere.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { Accuracy } from './Accuracy.tsx';
import { AlertLog } from './AlertLog.tsx';
import { Checks } from './Checks.tsx';
import { texts } from './texts.ts';
import './tracking-health.css';

/** Whether the numbers can be trusted: docs/health-checks.md, and docs/analytics.md, "Accuracy". */
export default function TrackingHealthView() {
  const { reply, error, again } = useAsk<{ engine: string }>(ROUTES.healthDetailed);
  return (
    <div class="view tracking-health">
      <header>
        <h1 tabIndex={-1}>{shared.trackingHealth.heading}</h1>
      </header>
      {error !== undefined && <ErrorNote error={error} />}
      {reply === null ? (
        error === undefined ? (
          <p class="quiet" role="status">
            {shared.loading}
          </p>
        ) : (
          <div>
            <button type="button" class="button" onClick={again}>
              {shared.again}
            </button>
          </div>
        )
      ) : reply.engine === 'memory' ? (
        <NotHere title={texts.memory.title} hint={texts.memory.hint} />
      ) : (
        <>
          <Checks />
          <Accuracy />
          <AlertLog />
        </>
      )}
    </div>
  );
}
