import type { LiveData, ShareLinkReply } from '@onevault/contract';
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { localTimeZone } from '../../days.ts';
import { path, query, rest } from '../../frame/router.ts';
import { session } from '../../frame/session.ts';
import { MadeShareLink, MakeShareLink } from '../../share/MakeShareLink.tsx';
import { shareTexts } from '../../share/texts.ts';
import { Attribution } from './Attribution.tsx';
import { Controls } from './Controls.tsx';
import { FilterBar } from './FilterBar.tsx';
import { Funnel } from './Funnel.tsx';
import { Goals } from './Goals.tsx';
import { Overview } from './Overview.tsx';
import { Paths } from './Paths.tsx';
import { Progress } from './Progress.tsx';
import { change, type Question, readQuestion, toHref, toParameters } from './question.ts';
import { Retention } from './Retention.tsx';
import { Sessions } from './Sessions.tsx';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';
import './business.css';
import './curve.css';
import './tables.css';
import './paths.css';

const LIVE_EVERY_MS = 15_000;
const PARTS: Record<string, ComponentType<{ question: Question }>> = {
  '': Overview,
  goals: Goals,
  funnel: Funnel,
  paths: Paths,
  retention: Retention,
  attribution: Attribution,
  sessions: Sessions,
};

/** Who came, from where, and what they did. Everything that is chosen stands in the address. */
export default function BusinessView() {
  const question = readQuestion(query.value);
  const [made, setMade] = useState<ShareLinkReply | null>(null);
  const hasZone = query.value.has('timezone');
  useEffect(() => {
    // With the zone in it, the address shows the same numbers to everybody.
    if (!hasZone && path.value.startsWith('/business')) change({ timezone: localTimeZone() }, { replace: true });
  }, [hasZone]);
  const [name = ''] = rest();
  const part = name in PARTS && (name !== 'sessions' || isFull()) ? name : '';
  const parts = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the list is wider than the window: the part that is open must not be the one that is cut.
    const list = parts.current;
    const current = list?.querySelector<HTMLElement>('[aria-current]');
    if (list && current) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
  }, [part]);
  const Part = PARTS[part] as ComponentType<{ question: Question }>;
  return (
    <div class="view business">
      <header>
        <h1 tabIndex={-1}>{texts.title}</h1>
        <div class="row">
          <LiveCount question={question} />
          {isFull() && <MakeShareLink label={shareTexts.share} onMade={setMade} />}
        </div>
      </header>
      {made && <MadeShareLink {...made} />}
      <Controls question={question} />
      <FilterBar question={question} />
      <div>
        <nav class="parts" aria-label={texts.parts} ref={parts}>
          {Object.entries(texts.part)
            .filter(([one]) => one !== 'sessions' || isFull())
            .map(([one, title]) => (
              <a
                key={one}
                href={toHref({}, one && `/${one}`)}
                {...(one === part && { 'aria-current': 'page' as const })}
              >
                {title}
              </a>
            ))}
        </nav>
        <Progress />
      </div>
      {/* Until the zone is in the address a question would be asked twice. */}
      {hasZone && <Part key={part} question={question} />}
    </div>
  );
}

/** A share key sees no single session, and shares nothing. */
function isFull(): boolean {
  return session.value.is === 'in' && session.value.key.kind !== 'share';
}

/** Asked again every 15 seconds while the page is seen. */
function LiveCount({ question }: { question: Question }) {
  const parameters = toParameters(question);
  parameters.delete('from');
  parameters.delete('to');
  const { answer, retry } = useAnswer<LiveData>(`/api/v1/analytics/live?${parameters}`, 3);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && retry(), LIVE_EVERY_MS);
    return () => clearInterval(timer);
  }, [retry]);
  if (!answer) return null;
  return (
    <span class={`badge ${answer.data.visitors > 0 ? 'good' : ''}`} title={texts.liveHint} role="status">
      <span class={`pulse ${answer.data.visitors > 0 ? 'beats' : ''}`} />
      {texts.live(answer.data.visitors)}
      <span class="hidden">. {texts.liveHint}</span>
    </span>
  );
}
