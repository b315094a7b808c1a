import { formatHour } from '../../format.ts';
import { texts } from './texts.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Events of the last day by the hour in which they happened. The list behind the bars is for screen readers. */
export function Hours({ series, now }: { series: { hour: string; events: number }[]; now: string }) {
  const counts = new Map(series.map(({ hour, events }) => [Date.parse(hour), events]));
  const last = Math.floor(Date.parse(now) / HOUR_MS) * HOUR_MS;
  const bars = Array.from({ length: HOURS }, (_, index) => {
    const at = last - (HOURS - 1 - index) * HOUR_MS;
    return { at: new Date(at).toISOString(), events: counts.get(at) ?? 0 };
  });
  const most = Math.max(...bars.map(({ events }) => events));
  if (most === 0) return <p class="quiet">{texts.flow.noHours}</p>;
  return (
    <figure class="hours">
      <figcaption class="row spread">
        <span>{texts.flow.hours}</span>
        <span class="quiet numbers">{texts.flow.most(most)}</span>
      </figcaption>
      <div class="bars" aria-hidden="true">
        {bars.map(({ at, events }) => (
          <span key={at} title={texts.flow.hour(formatHour(at), events)}>
            <i style={{ height: `${(events / most) * 100}%` }} class={events > 0 ? 'some' : ''} />
          </span>
        ))}
      </div>
      <div class="row spread quiet" aria-hidden="true">
        <span>{formatHour(bars[0]?.at ?? now)}</span>
        <span>{formatHour(bars.at(-1)?.at ?? now)}</span>
      </div>
      <ul class="hidden">
        {bars
          .filter(({ events }) => events > 0)
          .map(({ at, events }) => (
            <li key={at}>{texts.flow.hour(formatHour(at), events)}</li>
          ))}
      </ul>
    </figure>
  );
}
