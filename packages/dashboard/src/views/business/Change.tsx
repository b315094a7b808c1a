import { formatChange, formatWhole } from './numbers.ts';
import { texts } from './texts.ts';

interface ChangeProps {
  now: number | null;
  before: number | null;
  /** Of the number. */
  name: string;
  /** The number before, as text. */
  said: string;
}

/** Up is good, except for bounces. The arrow says it without colour. */
export function Change({ now, before, name, said }: ChangeProps) {
  if (now === null || before === null || before === 0) {
    return (
      <span class="change" title={texts.noBefore}>
        –<span class="hidden">{texts.noBefore}</span>
      </span>
    );
  }
  const ratio = now / before - 1;
  const isSame = Math.abs(ratio) < 0.005;
  const isGood = name === 'bounce_rate' ? ratio < 0 : ratio > 0;
  return (
    <span class={`change ${isSame ? '' : isGood ? 'good' : 'bad'}`} title={texts.was(said)} data-change={name}>
      <span aria-hidden="true">{isSame ? '=' : ratio > 0 ? '↑' : '↓'}</span> {formatChange(ratio)}
      <span class="hidden">. {texts.was(said)}</span>
    </span>
  );
}

/** Behind a count, if there is one to compare with. */
export function Compared({ now, before, name }: { now: number; before: number | undefined; name: string }) {
  if (before === undefined) return null;
  return (
    <>
      {' '}
      <Change now={now} before={before} name={name} said={formatWhole(before)} />
    </>
  );
}
