import { ROUTES } from '@onevault/contract';
import { rest } from '../../frame/router.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { NotHere } from '../../parts/NotHere.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { Deliveries } from './Deliveries.tsx';
import { Destinations } from './Destinations.tsx';
import { Firings } from './Firings.tsx';
import { Rules } from './Rules.tsx';
import { texts } from './texts.ts';
import './alerts.css';

const TABS: [string, string][] = [
  ['/alerts', texts.tabs.firings],
  ['/alerts/rules', texts.tabs.rules],
  ['/alerts/destinations', texts.tabs.destinations],
  ['/alerts/deliveries', texts.tabs.deliveries],
];
const PARTS = { rules: Rules, destinations: Destinations, deliveries: Deliveries };

/** What tells the customer that tracking goes wrong: docs/alerts.md. */
export default function AlertsView() {
  const { reply, error } = useAsk<{ engine: string }>(ROUTES.healthDetailed);
  const [part = ''] = rest();
  const Part = Object.hasOwn(PARTS, part) ? PARTS[part as keyof typeof PARTS] : Firings;
  return (
    <div class="view alerts">
      <header>
        <h1 tabIndex={-1}>{texts.title}</h1>
      </header>
      {reply?.engine !== 'memory' && (
        <Tabs label={texts.parts} tabs={TABS} current={Part === Firings ? '/alerts' : `/alerts/${part}`} />
      )}
      {error !== undefined && <ErrorNote error={error} />}
      {reply === null ? (
        error === undefined && <p class="quiet">{shared.loading}</p>
      ) : reply.engine === 'memory' ? (
        <NotHere title={texts.memory.title} hint={texts.memory.hint} />
      ) : (
        <Part />
      )}
    </div>
  );
}
