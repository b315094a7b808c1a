import { styleText } from 'node:util';
import type { Reason, Stage, StreamEvent } from '@onevault/contract';

type Style = Parameters<typeof styleText>[0];

const MARKS: Record<Stage, [mark: string, style: Style]> = {
  raw: ['·', 'gray'],
  staging: ['·', 'gray'],
  business: ['✓', 'green'],
  set_aside: ['!', 'yellow'],
  rejected: ['✗', 'red'],
};
/** `set_aside`, the longest stage. */
const STAGE_WIDTH = 9;
const TYPE_WIDTH = 20;

/** One event as a line for a terminal, and below it the reasons why it stopped or is suspicious, each on its own line. */
export function formatEvent(event: StreamEvent, { isColored }: { isColored: boolean }): string {
  const paint = (style: Style, text: string) => (isColored ? styleText(style, text, { validateStream: false }) : text);
  const [mark, style] = MARKS[event.stage];
  const time = (event.event_timestamp ?? event.raw_load_date).slice(11, 23);
  const head = [
    paint('gray', time),
    paint(style, `${mark} ${event.stage.padEnd(STAGE_WIDTH)}`),
    paint('bold', plain(event.raw_event_type).padEnd(TYPE_WIDTH)),
    plain(event.page_url),
    paint('gray', plain(event.event_id)),
  ].join('  ');
  return [head, ...listReasons(event).map((reason) => `              ${paint(style, toText(reason))}`)].join('\n');
}

/** The reason first; a check that failed may be the same. */
function listReasons({ reason, validation_errors: checks }: StreamEvent): Reason[] {
  const reasons = [...(reason ? [reason] : []), ...(checks ?? [])];
  return reasons.filter(
    (one, index) => reasons.findIndex(({ rule, pointer }) => rule === one.rule && pointer === one.pointer) === index,
  );
}

function toText({ rule, pointer, message }: Reason): string {
  return plain(`${pointer === '' ? '' : `${pointer}: `}${message} (${rule})`);
}

/** A visitor chose these texts: without what moves the cursor, colours the terminal or turns the writing around. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '�');
}
