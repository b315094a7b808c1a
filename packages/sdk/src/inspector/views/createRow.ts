import type { WireEvent } from '../../events.ts';
import { MASK } from '../../privacy/scrubUrl.ts';
import type { Row } from '../createHistory.ts';
import { append, attribute, element, fill } from '../element.ts';
import { icon } from '../icon.ts';
import { texts } from '../texts.ts';
import { createCopyButton } from './createCopyButton.ts';
import { toMaskList } from './toMaskList.ts';

export interface RowView {
  root: HTMLElement;
  button: HTMLButtonElement;
  update(): void;
}

const TIME = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
/** What tells one event from another of its type, the best first. */
const TELLING = ['text', 'item_name', 'element_id', 'item_id', 'form_id', 'file_name', 'name', 'message', 'title'];

/** An event as a line that opens: its way, what is masked, and the event as it is sent. */
export function createRow(row: Row): RowView {
  const { event, masks } = row;
  const id = `row-${row.key}`;
  const state = element('span');
  const at = [toTime(row), masks.length > 0 && texts.events.masked(masks.length)].filter(Boolean).join(' · ');
  const button = element(
    'button',
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': id, onclick: toggle },
    element('b', {}, row.type || texts.events.unnamed),
    state,
    element('small', {}, event ? toSummary(event) : ''),
    element('small', { class: 'at numbers' }, at),
  );
  const detail = element('div', { class: 'detail', id, hidden: true });
  const root = element('li', { class: 'row' }, button, detail);
  const steps = element('ol', { class: 'steps' });
  let isFilled = false;

  function toggle(): void {
    const isOpen = detail.hidden !== false;
    if (isOpen && !isFilled) fillDetail();
    isFilled ||= isOpen;
    detail.hidden = !isOpen;
    attribute(button, 'aria-expanded', `${isOpen}`);
    attribute(root, 'class', isOpen ? 'row open' : 'row');
    update();
  }
  function fillDetail(): void {
    append(detail, element('section', {}, element('h3', {}, texts.events.way), steps));
    if (masks.length > 0) {
      append(detail, element('section', {}, element('h3', {}, texts.events.why), toMaskList(masks)));
    }
    if (!event) {
      append(detail, element('p', { class: 'quiet' }, texts.events.noData));
      return;
    }
    const json = JSON.stringify(event, null, 2);
    append(
      detail,
      element(
        'section',
        {},
        element('div', { class: 'head' }, element('h3', {}, texts.events.data), createCopyButton(json)),
        element('pre', { tabindex: '0', 'aria-label': texts.events.data }, ...markMasks(json)),
      ),
    );
  }
  function update(): void {
    attribute(state, 'class', `state ${row.state}`);
    fill(state, icon(row.state), texts.states[row.state]);
    if (!detail.hidden) fill(steps, ...toSteps(row));
  }
  update();
  return { root, button, update };
}

/** Each step with its distance from the first one. */
function toSteps({ records }: Row): HTMLElement[] {
  const startMs = toStartMs(records);
  return records.map(([, name, atMs, { error, reason }], at) => {
    const why = reason ? texts.reasons[reason] : '';
    // For a refused event the error is the server's own message.
    const said = error && error !== reason ? error : '';
    return element(
      'li',
      {},
      element('time', {}, at === 0 ? toClock(atMs) : texts.later(atMs - startMs)),
      element(
        'span',
        {},
        texts.steps[name],
        why !== '' && element('em', {}, why),
        said !== '' && element('em', {}, said),
      ),
    );
  });
}

function toStartMs([first]: Row['records']): number {
  return first?.[2] ?? 0;
}

/** The event's own time, else that of its first record. */
function toTime({ event, records }: Row): string {
  const at = new Date(String(event?.event_data?.timestamp));
  return Number.isNaN(+at) ? toClock(toStartMs(records)) : TIME.format(at);
}

function toClock(atMs: number): string {
  // The tracker's clock is the wall clock where the page has broken the other.
  return TIME.format(atMs > performance.timeOrigin ? atMs : performance.timeOrigin + atMs);
}

/** What it is about, and its address: path and query, or the whole text if it is no address. */
function toSummary({ page_url, event_data }: WireEvent): string {
  const telling = TELLING.map((name) => event_data?.[name]).find((value) => typeof value === 'string' && value !== '');
  const url = String(page_url ?? '');
  return [telling, url.replace(/^\w+:\/\/[^/?#]*/, '') || url].filter(Boolean).join(' · ');
}

function markMasks(json: string): (string | HTMLElement)[] {
  return json.split(MASK).flatMap((text, at) => (at === 0 ? [text] : [element('mark', {}, MASK), text]));
}
