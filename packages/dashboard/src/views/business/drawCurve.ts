/** Draws a curve with uPlot, which is loaded when the first curve is shown. */
import type { Metric, TimeseriesData } from '@onevault/contract';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatMetric, formatShort, formatTick } from './numbers.ts';

interface CurveOptions {
  rows: TimeseriesData;
  before: TimeseriesData | undefined;
  /** The last interval has not ended, so its value still grows: its part of the curve is dashed. */
  isRunning: boolean;
  metric: Metric;
  interval: string;
  timezone: string;
  /** The index of the point under the pointer. */
  onPoint(index: number | null): void;
  /** The distance of each point from the left, in CSS pixels: when the curve is drawn, and when its width changes. */
  onPlaces(places: readonly number[]): void;
  onSelect(first: number, last: number): void;
}

const HEIGHT = 240;
const DASHES = [4, 4];
/** So that a click is no selection. */
const MIN_SELECTED_PX = 8;

/** Returns a function that removes it. */
export function drawCurve(place: HTMLElement, options: CurveOptions): () => void {
  const { rows, before, isRunning, metric, interval, timezone, onPoint, onPlaces, onSelect } = options;
  const style = getComputedStyle(place);
  const color = (name: string) => resolve(place, `var(${name})`);
  const font = `12px ${style.getPropertyValue('--font')}`;
  const axis = { stroke: color('--text-2'), font, ticks: { show: false } };
  const last = rows.length - 1;
  const line = { stroke: color('--accent'), width: 2, fill: color('--accent-soft') };
  const isCount = !['bounce_rate', 'views_per_session', 'duration_mean_s'].includes(metric);
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      padding: [8, 28, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false, setScale: false } },
      // Intervals are evenly spaced by their number: days of a clock change too, and two ranges lie on each other.
      scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          incrs: [1, 2, 3, 6, 7, 12, 14, 24, 28, 48, 56, 84, 168],
          space: 72,
          values: (_plot, splits) => splits.map((n) => (rows[n] ? formatTick(rows[n].at, interval, timezone) : '')),
        },
        {
          ...axis,
          size: 56,
          grid: { stroke: color('--line'), width: 1 },
          ...(isCount && { incrs: toWholeSteps() }),
          values: (_plot, splits) =>
            splits.map((value) => (isCount ? formatShort(value) : formatMetric(metric, value))),
        },
      ],
      series: [
        {},
        { ...line, points: { show: rows.length < 2 } },
        { ...line, dash: DASHES, points: { show: false } },
        ...(before ? [{ stroke: color('--text-2'), width: 1.5, dash: DASHES, points: { show: false } }] : []),
      ],
      hooks: {
        setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
        setSelect: [
          (drawn) => {
            const { left, width } = drawn.select;
            if (width < MIN_SELECTED_PX) return;
            const toIndex = (at: number) => Math.min(rows.length - 1, Math.max(0, Math.round(drawn.posToVal(at, 'x'))));
            onSelect(toIndex(left), toIndex(left + width));
          },
        ],
      },
    },
    [
      rows.map((_row, n) => n),
      rows.map(({ value }, n) => (isRunning && last > 0 && n === last ? null : value)),
      rows.map(({ value }, n) => (isRunning && n >= last - 1 ? value : null)),
      ...(before ? [rows.map((_row, n) => before[n]?.value ?? null)] : []),
    ],
    place,
  );
  const observer = new ResizeObserver(() => {
    plot.setSize({ width: place.clientWidth, height: HEIGHT });
    // It draws in a microtask.
    queueMicrotask(() => onPlaces(rows.map((_row, n) => plot.over.offsetLeft + plot.valToPos(n, 'x'))));
  });
  observer.observe(place);
  return () => {
    observer.disconnect();
    plot.destroy();
    onPoint(null);
  };
}

/** The colour that `light-dark()` gives here: a canvas does not know that function. */
function resolve(place: HTMLElement, color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  place.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function toWholeSteps(): number[] {
  return Array.from({ length: 10 }, (_none, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
}
