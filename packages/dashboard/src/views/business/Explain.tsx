import type { Population } from '@onevault/contract';
import { countLeftOut } from './countLeftOut.ts';
import { texts } from './texts.ts';

interface ExplainProps {
  /** Each number, and how it is counted. */
  terms: [name: string, how: string][];
  population: Population | undefined;
}

/** How the numbers of a table are counted, and what they leave out. */
export function Explain({ terms, population }: ExplainProps) {
  return (
    <details class="fold">
      <summary>{texts.explainAll}</summary>
      <dl class="facts">
        {terms.map(([name, how]) => [<dt key={name}>{name}</dt>, <dd key={`${name} how`}>{how}</dd>])}
        {population && [
          <dt key="left out">{texts.population.rule}</dt>,
          <dd key="left out how">
            {texts.leftOutShort(countLeftOut(population))} {texts.population.unseen}
          </dd>,
        ]}
      </dl>
    </details>
  );
}
