import { rest } from '../../frame/router.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import { texts as shared } from '../../texts.ts';
import { Audit } from './Audit.tsx';
import { Keys } from './Keys.tsx';
import { Overview } from './Overview.tsx';
import { Stopped } from './Stopped.tsx';
import { texts } from './texts.ts';
import { type HealthReply, useHealth } from './useHealth.ts';
import './pipeline.css';

const TABS: [string, string][] = [
  ['/pipeline', texts.tabs.overview],
  ['/pipeline/stopped', texts.tabs.stopped],
  ['/pipeline/keys', texts.tabs.keys],
  ['/pipeline/audit', texts.tabs.audit],
];

/** How events flow, what stopped, and an operator's work: keys, retention, audit. */
export default function PipelineView() {
  const { health, error } = useHealth();
  const [part = ''] = rest();
  const current = part === '' ? '/pipeline' : `/pipeline/${part}`;
  return (
    <div class="view pipeline">
      <header>
        <h1 tabIndex={-1}>{texts.title}</h1>
        {health && (
          <span class={`badge ${health.status === 'healthy' ? 'good' : 'wait'}`} role="status">
            {health.status === 'healthy' ? texts.health.good : texts.health.bad}
          </span>
        )}
      </header>
      <Tabs label={texts.parts} tabs={TABS} current={current} />
      {error !== undefined && <ErrorNote error={error} />}
      {health === null ? (
        error === undefined && <p class="quiet">{shared.loading}</p>
      ) : (
        <Part name={part} health={health} />
      )}
    </div>
  );
}

function Part({ name, health }: { name: string; health: HealthReply }) {
  const isMemory = health.engine === 'memory';
  if (name === 'stopped') return <Stopped isMemory={isMemory} />;
  if (name === 'keys') return <Keys isMemory={isMemory} />;
  if (name === 'audit') return <Audit isMemory={isMemory} />;
  return <Overview health={health} />;
}
