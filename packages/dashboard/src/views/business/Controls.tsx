import { useEffect, useState } from 'preact/hooks';
import { COMPARISONS, change, PERIODS, type Question } from './question.ts';
import { segments as savedSegments, useSaved } from './savedLists.ts';
import { texts } from './texts.ts';

/** Range, comparison, time zone and segment. */
export function Controls({ question }: { question: Question }) {
  const { period, from, to, timezone, compare, segment } = question;
  const [isCustom, setCustom] = useState(period === 'custom');
  const segments = useSaved(savedSegments).items?.map(({ name }) => name) ?? [];
  useEffect(() => setCustom(period === 'custom'), [period]);
  const onPeriod = (chosen: string) => {
    setCustom(chosen === 'custom');
    if (chosen !== 'custom') change({ period: chosen === '30d' ? null : chosen, from: null, to: null, ...CLOSED });
  };
  return (
    <div class="controls" role="group" aria-label={texts.controls}>
      <label class="field">
        <span>{texts.period}</span>
        <select
          class="input"
          value={isCustom ? 'custom' : period}
          onChange={(event) => onPeriod(event.currentTarget.value)}
        >
          {PERIODS.map((one) => (
            <option key={one} value={one}>
              {texts.periods[one]}
            </option>
          ))}
        </select>
      </label>
      {isCustom && <CustomRange key={`${from} ${to}`} from={from} to={to} />}
      <Choice
        label={texts.compare}
        value={compare}
        options={COMPARISONS.map((one) => [one, texts.comparisons[one] ?? one])}
        onChoose={(chosen) => change({ compare: chosen })}
      />
      {(segments.length > 0 || segment !== '') && (
        <Choice
          label={texts.segment}
          value={segment}
          options={['', ...new Set([...segments, ...(segment ? [segment] : [])])].map((one) => [
            one,
            one || texts.noSegment,
          ])}
          onChoose={(chosen) => change({ segment: chosen, ...CLOSED })}
        />
      )}
      <Choice
        label={texts.timezone}
        value={timezone}
        options={[...new Set([timezone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((one) => [
          one,
          one.replaceAll('_', ' '),
        ])}
        onChoose={(chosen) => change({ timezone: chosen })}
      />
    </div>
  );
}

/** Pages of rows are those of the old question. */
const CLOSED = { more: null };

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, text: string][];
  onChoose(value: string): void;
}

export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function CustomRange({ from, to }: { from: string; to: string }) {
  const [days, setDays] = useState({ from, to });
  // While a day is typed, digit by digit, the field has days that are not meant: the range holds when it is left.
  const apply = () => {
    const [first = '', last = ''] = [days.from || from, days.to || to].sort();
    if (first !== from || last !== to) change({ period: null, from: first, to: last, ...CLOSED });
  };
  return (
    <form
      class="row custom"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) apply();
      }}
    >
      {(['from', 'to'] as const).map((end) => (
        <label key={end} class="field">
          <span>{texts[end]}</span>
          <input
            class="input"
            type="date"
            value={days[end]}
            onInput={(event) => setDays({ ...days, [end]: event.currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit" class="hidden" tabIndex={-1}>
        {texts.add}
      </button>
    </form>
  );
}
