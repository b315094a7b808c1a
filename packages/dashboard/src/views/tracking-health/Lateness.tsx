import type { AccuracyDay } from '@onevault/contract';
import { formatDuration, formatNumber, formatPercent } from '../../format.ts';
import { texts } from './texts.ts';

const DAY_S = 86_400;

/** How long after they happened events arrived, of all days together. */
export function Lateness({ days }: { days: AccuracyDay[] }) {
  const bounds = days[0]?.lateness.map(({ up_to_s }) => up_to_s) ?? [];
  const counts = bounds.map((_, n) => days.reduce((sum, { lateness }) => sum + (lateness[n]?.events ?? 0), 0));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return (
    <details>
      <summary>{texts.accuracy.lateness}</summary>
      <p class="quiet">{texts.accuracy.latenessHint}</p>
      <table class="lateness">
        <tbody>
          {bounds.map((bound, n) => {
            const share = all === 0 ? 0 : (counts[n] ?? 0) / all;
            return (
              <tr key={String(bound)}>
                <th scope="row">
                  {bound === null
                    ? texts.accuracy.longer(toTime(bounds[n - 1] ?? 0))
                    : texts.accuracy.upTo(toTime(bound))}
                </th>
                <td class="num">{formatNumber(counts[n] ?? 0)}</td>
                <td class="num quiet">{formatPercent(share)}</td>
                <td class="share" aria-hidden="true">
                  <i style={{ width: `${share * 100}%` }} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

function toTime(seconds: number): string {
  if (seconds < DAY_S) return formatDuration(seconds * 1_000);
  const days = seconds / DAY_S;
  return new Intl.NumberFormat(undefined, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);
}
