import { useState } from 'preact/hooks';
import { Choice } from './Controls.tsx';
import { ValueField } from './FilterFields.tsx';
import { readFilter, toFilter } from './filter.ts';
import { change, type Question } from './question.ts';
import { goals, useSaved } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';

export const ORDERS = 'orders';
const OTHER = 'other';

/** What counts as a conversion: orders, a goal of one filter, or any event. The question takes one filter. */
export function ConversionField({ conversion, question }: { conversion: string; question: Question }) {
  const { items } = useSaved(goals);
  const known: [string, string][] = (items ?? []).flatMap(({ name, filters: [filter, ...more] }) =>
    filter !== undefined && more.length === 0 ? [[filter, name]] : [],
  );
  const isKnown = conversion === ORDERS || known.some(([filter]) => filter === conversion);
  const [isOther, setOther] = useState(false);
  const [event, setEvent] = useState(() => {
    const { dimension, values: [value = ''] = [] } = readFilter(conversion) ?? {};
    return dimension === 'event' ? value : '';
  });
  const choose = (chosen: string) => {
    setOther(chosen === OTHER);
    if (chosen !== OTHER) change({ conversion: chosen === ORDERS ? null : chosen });
  };
  return (
    <>
      <Choice
        label={texts.attribution.conversion}
        value={isOther ? OTHER : conversion}
        options={[
          [ORDERS, texts.attribution.orders],
          ...known,
          ...(isKnown ? [] : [[conversion, sayConversion(conversion)] as [string, string]]),
          [OTHER, texts.attribution.other],
        ]}
        onChoose={choose}
      />
      {isOther && (
        <form
          class="row field-form"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            change({ conversion: toFilter('event', 'is', event.trim()) });
          }}
        >
          <ValueField
            question={question}
            dimension="event"
            label={texts.dimensions.event ?? ''}
            value={event}
            isRequired
            onValue={setEvent}
          />
          <button type="submit" class="button">
            {texts.funnel.ask}
          </button>
        </form>
      )}
    </>
  );
}

/** A conversion in words. */
export function sayConversion(conversion: string): string {
  if (conversion === ORDERS) return texts.attribution.orders;
  const goal = goals.items.value?.find(({ filters }) => filters.length === 1 && filters[0] === conversion);
  return goal?.name ?? sayFilter(conversion);
}
