import { rest } from '../../frame/router.ts';
import { Tabs } from '../../parts/Tabs.tsx';
import { Clock } from './Clock.tsx';
import { Coverage } from './Coverage.tsx';
import { Customers } from './Customers.tsx';
import { Faults } from './Faults.tsx';
import { Journal } from './Journal.tsx';
import { Reset } from './Reset.tsx';
import { texts } from './texts.ts';
import './mock.css';

const TABS: [string, string][] = [
  ['/mock-server', texts.tabs.controls],
  ['/mock-server/journal', texts.tabs.journal],
  ['/mock-server/coverage', texts.tabs.coverage],
];

/** The controls of a mock server: what goes wrong, what time it is, and what arrived. */
export default function MockView() {
  const [part = ''] = rest();
  return (
    <div class="view mock">
      <header>
        <h1 tabIndex={-1}>{texts.title}</h1>
      </header>
      <Tabs label={texts.parts} tabs={TABS} current={part === '' ? '/mock-server' : `/mock-server/${part}`} />
      {part === 'journal' ? (
        <Journal />
      ) : part === 'coverage' ? (
        <Coverage />
      ) : (
        <>
          <Faults />
          <div class="halves">
            <Clock />
            <div class="stack">
              <Customers />
              <Reset />
            </div>
          </div>
        </>
      )}
    </div>
  );
}
