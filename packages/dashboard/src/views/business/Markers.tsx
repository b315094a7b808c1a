import type { Annotation, TimeseriesData } from '@onevault/contract';
import { AnnotationText } from './Annotations.tsx';
import { texts } from './texts.ts';

interface MarkersProps {
  annotations: readonly Annotation[];
  rows: TimeseriesData;
  /** The distance of each point of the curve from the left, in CSS pixels. */
  places: readonly number[];
  /** Of an interval. */
  say(at: string): string;
  timezone: string;
}

interface Marker {
  first: number;
  last: number;
  annotations: Annotation[];
}

/** Annotations above the curve: one mark for each interval that has some. It opens with the mouse and the keyboard. */
export function Markers({ annotations, rows, places, say, timezone }: MarkersProps) {
  const markers = toMarkers(annotations, rows).filter(({ first, last }) => first in places && last in places);
  if (markers.length === 0) return null;
  const middle = (places[0] ?? 0) + ((places.at(-1) ?? 0) - (places[0] ?? 0)) / 2;
  return (
    <ul class="markers" aria-label={texts.annotations.onCurve}>
      {markers.map(({ first, last, annotations: own }) => {
        const [left = 0, right = 0] = [places[first], places[last]];
        // Deployments are told apart, also where a note is at the same time.
        const isDeployment = own.some(({ kind }) => kind === 'deployment');
        return (
          <li key={first} style={{ insetInlineStart: `${left}px` }}>
            {last > first && <span class="span" style={{ width: `${right - left}px` }} />}
            <details
              class={`menu marker ${left > middle ? 'end' : ''}`}
              name="marker"
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                event.currentTarget.open = false;
                event.currentTarget.querySelector('summary')?.focus();
              }}
            >
              <summary aria-label={toLabel(own, say(rows[first]?.at ?? ''))}>
                <span class={isDeployment ? 'mark deployment' : 'mark'} />
              </summary>
              <div class="panel stack">
                {own.map((annotation) => (
                  <div key={annotation.annotation_id} class="annotation">
                    <AnnotationText annotation={annotation} timezone={timezone} />
                  </div>
                ))}
              </div>
            </details>
          </li>
        );
      })}
    </ul>
  );
}

function toLabel(annotations: Annotation[], when: string): string {
  const said = annotations.map(({ kind, text, version }) =>
    [`${texts.annotations.kinds[kind]}:`, text, version].filter(Boolean).join(' '),
  );
  return `${when}. ${said.join('. ')}`;
}

/** Those that begin in the same interval are one marker; one that began before the range is at its start. */
function toMarkers(annotations: readonly Annotation[], rows: TimeseriesData): Marker[] {
  const starts = rows.map(({ at }) => Date.parse(at));
  const toIndex = (at: string) =>
    Math.max(
      0,
      starts.findLastIndex((start) => start <= Date.parse(at)),
    );
  const found = new Map<number, Marker>();
  if (rows.length === 0) return [];
  for (const annotation of annotations) {
    const first = toIndex(annotation.at);
    const last = annotation.until === null ? first : toIndex(annotation.until);
    const known = found.get(first);
    found.set(first, {
      first,
      last: Math.max(last, known?.last ?? 0),
      annotations: [...(known?.annotations ?? []), annotation],
    });
  }
  return [...found.values()].sort((a, b) => a.first - b.first);
}
