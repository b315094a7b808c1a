import type { AccuracyDay } from '@onevault/contract';
import { formatDay } from '../../days.ts';
import { formatNumber } from '../../format.ts';
import { texts } from './texts.ts';

interface Part {
  name: string;
  /** A class: its colour. */
  look: string;
  of(day: AccuracyDay): number;
}

/** A bar for each day, of several parts. For the eye alone: the table has the same numbers. */
export function DayBars({
  title,
  hint,
  days,
  parts,
}: {
  title: string;
  hint: string;
  days: AccuracyDay[];
  parts: Part[];
}) {
  const counted = days.map((day) => {
    const counts = parts.map(({ of }) => of(day));
    return { day: day.day, counts, all: counts.reduce((sum, count) => sum + count, 0) };
  });
  const most = Math.max(1, ...counted.map(({ all }) => all));
  return (
    <figure class="day-chart" aria-hidden="true">
      <figcaption>
        <strong>{title}</strong>
        <span class="row spread quiet">
          <span>{hint}</span>
          <span class="numbers">{texts.accuracy.most(most)}</span>
        </span>
      </figcaption>
      <div class="day-bars">
        {counted.map(({ day, counts, all }) => (
          <span key={day} title={toTitle(day, parts, counts)}>
            {all > 0 &&
              parts.map(({ name, look }, n) => {
                const count = counts[n] ?? 0;
                return count > 0 && <i key={name} class={look} style={{ height: `${(count / most) * 100}%` }} />;
              })}
          </span>
        ))}
      </div>
      <div class="row spread quiet">
        <span>{formatDay(days[0]?.day ?? '')}</span>
        <span>{formatDay(days.at(-1)?.day ?? '')}</span>
      </div>
      <div class="row legend">
        {parts.map(({ name, look }) => (
          <span key={name}>
            <i class={look} /> {name}
          </span>
        ))}
      </div>
    </figure>
  );
}

function toTitle(day: string, parts: Part[], counts: number[]): string {
  return [formatDay(day), ...parts.map(({ name }, n) => `${name}: ${formatNumber(counts[n] ?? 0)}`)].join('\n');
}
