import type { Population } from '@onevault/contract';
import { texts as shared } from '../../texts.ts';
import { countLeftOut } from './countLeftOut.ts';
import { InternalRules } from './InternalRules.tsx';
import { formatWhole } from './numbers.ts';
import { change, type Question } from './question.ts';
import { canSave } from './savedLists.ts';
import { texts } from './texts.ts';

/** Rules in the order in which they are tried. */
const RULES = ['invalid', 'bots', 'automated', 'internal'];

/** What is counted and what is left out, with switches that count it too. */
export function PopulationNote({ question, population }: { question: Question; population: Population | undefined }) {
  const { include } = question;
  const leftOut = population ? countLeftOut(population) : 0;
  const setAside = population?.excluded.find(({ rule, events }) => rule === 'set_aside' && events > 0);
  const toggle = (rule: string) =>
    change({ include: include.includes(rule) ? include.filter((one) => one !== rule) : [...include, rule] });
  return (
    <details class="population">
      <summary>
        {population ? (
          <span data-population>
            {texts.counted(population.counted.events, population.counted.sessions, population.counted.visitors)}{' '}
            <span class={leftOut > 0 ? 'left-out' : ''}>{texts.leftOut(leftOut)}</span>
          </span>
        ) : (
          <>
            <span class="skeleton wide" />
            <span class="hidden">{shared.loading}</span>
          </>
        )}
      </summary>
      <div class="stack card">
        <h2>{texts.population.title}</h2>
        <p class="quiet">{texts.population.intro}</p>
        <div class="scroll" tabIndex={0} role="region" aria-label={texts.population.title}>
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">{texts.population.include}</th>
                <th scope="col">{texts.population.rule}</th>
                <th scope="col" class="num">
                  {texts.population.events}
                </th>
                <th scope="col" class="num">
                  {texts.population.sessions}
                </th>
              </tr>
            </thead>
            <tbody>
              {RULES.map((rule) => {
                const [name, hint] = texts.rules[rule] ?? [rule, ''];
                const found = population?.excluded.find((one) => one.rule === rule);
                return (
                  <tr key={rule}>
                    <td>
                      <input
                        type="checkbox"
                        aria-label={`${texts.population.include}: ${name}`}
                        checked={include.includes(rule)}
                        onChange={() => toggle(rule)}
                      />
                    </td>
                    <td>
                      {name} <span class="quiet">{hint}</span>
                      {rule === 'internal' && canSave() && <InternalRules />}
                    </td>
                    <td class="num">{found ? formatWhole(found.events) : texts.population.included}</td>
                    <td class="num">{found ? formatWhole(found.sessions) : ''}</td>
                  </tr>
                );
              })}
              {setAside && (
                <tr>
                  <td />
                  <td>
                    {texts.rules.set_aside?.[0]} <span class="quiet">{texts.rules.set_aside?.[1]}</span>
                  </td>
                  <td class="num">{formatWhole(setAside.events)}</td>
                  <td class="num">{formatWhole(setAside.sessions)}</td>
                </tr>
              )}
            </tbody>
          </table>
        </div>
        <p class="quiet">{texts.population.unseen}</p>
      </div>
    </details>
  );
}
