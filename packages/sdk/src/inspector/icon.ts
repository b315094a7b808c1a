import { append, attribute } from './element.ts';

/** Paths in a box of 16 by 16. Each state has a shape of its own: colour alone tells nobody anything. */
const PATHS = {
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  hide: 'M3 12h10',
  move: 'M2 8h12M5 5L2 8l3 3M11 5l3 3-3 3',
  mark: 'M8 1.5l5.6 3.2v6.6L8 14.5l-5.6-3.2V4.7zM5.4 7.8l1.9 1.9 3.4-3.4',
  queued: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3l2 1.5',
  sent: 'M4 12l8-8M6 4h6v6',
  delivered: 'M2.5 8.5l3.5 3.5 7.5-8',
  retry: 'M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3',
  dropped: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
};
export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** An icon that screen readers skip: a text beside it says the same. */
export function icon(name: IconName, className?: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' }))
    attribute(svg, key, value);
  if (className) attribute(svg, 'class', className);
  const path = document.createElementNS(SVG, 'path');
  attribute(path, 'd', PATHS[name]);
  append(svg, path);
  return svg;
}
