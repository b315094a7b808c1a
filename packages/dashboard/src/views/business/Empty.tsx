import type { AnalyticsReply, SummaryData } from '@onevault/contract';
import { type Question, toHref } from './question.ts';
import { texts } from './texts.ts';

/** No events: says which of the reasons it is, and what to do. */
export function Empty({ question, answer }: { question: Question; answer: AnalyticsReply<SummaryData> }) {
  const leftOut = answer.population.excluded.filter(({ rule, events }) => events > 0 && rule !== 'set_aside');
  const events = leftOut.reduce((sum, one) => sum + one.events, 0);
  const isFiltered = question.filters.length > 0 || question.segment !== '';
  return (
    <div class="empty">
      <h2>{texts.empty.title}</h2>
      {events > 0 && (
        <>
          <p>{texts.empty.leftOut(events)}</p>
          <div class="row">
            {leftOut.map(({ rule, events: some }) => (
              <a key={rule} class="button" href={toHref({ include: [...question.include, rule] })}>
                {texts.empty.count(texts.rules[rule]?.[0] ?? rule, some)}
              </a>
            ))}
          </div>
        </>
      )}
      {events === 0 && <p>{isFiltered ? texts.empty.filtered : texts.empty.range}</p>}
      <div class="row">
        {isFiltered && (
          <a class="button primary" href={toHref({ filter: null, segment: null })}>
            {texts.empty.clear}
          </a>
        )}
        {!isFiltered && question.period !== '12m' && (
          <a class="button primary" href={toHref({ period: '12m', from: null, to: null })}>
            {texts.empty.longer}
          </a>
        )}
        {!isFiltered && events === 0 && (
          <a class="button" href="/install">
            {texts.empty.install}
          </a>
        )}
      </div>
    </div>
  );
}
