import { type Child, element } from '../element.ts';

let sections = 0;

/** A part with a heading that names it. */
export function section(title: string, ...children: Child[]): HTMLElement {
  const id = `section-${++sections}`;
  return element('section', { 'aria-labelledby': id }, element('h3', { id }, title), ...children);
}

/** Names and values. */
export function facts(rows: readonly (readonly [name: string, value: string])[], className = ''): HTMLElement {
  return element(
    'dl',
    { class: `facts ${className}` },
    ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}
