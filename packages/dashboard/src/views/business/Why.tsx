import type { Population } from '@onevault/contract';
import type { ComponentChildren } from 'preact';
import { countLeftOut } from './countLeftOut.ts';
import { texts } from './texts.ts';

interface WhyProps {
  /** The number that is explained. */
  name: string;
  population: Population | undefined;
  children: ComponentChildren;
}

/** What a number is, and how much it leaves out, behind a question mark. */
export function Why({ name, population, children }: WhyProps) {
  return (
    <details
      class="menu explain"
      name="why"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary aria-label={texts.explain(name)}>?</summary>
      <div class="panel stack">
        {children}
        {population && <p class="quiet">{texts.leftOutShort(countLeftOut(population))}</p>}
      </div>
    </details>
  );
}
