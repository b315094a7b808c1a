import {
  ALERT_KINDS,
  ALERT_ROUTES,
  type AlertDestinationsReply,
  type AlertKind,
  type AlertRule,
  type AlertRuleBody,
  type AlertSetting,
  type GoalsListReply,
  SAVED_ROUTES,
  settingsOf,
} from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

/** Only then does a form without a chosen destination mean all of them: before, they were not loaded. */
const SHOWS_DESTINATIONS = 'shows_destinations';

/** The fields of a rule: its kind decides which settings it has. The kind of an existing rule stays. */
export function RuleFields({ rule }: { rule?: AlertRule }) {
  const [kind, setKind] = useState<AlertKind>(rule?.kind ?? 'no_events');
  return (
    <>
      <label class="field">
        <span>{texts.rules.name}</span>
        <input class="input" name="name" maxLength={200} defaultValue={rule?.name ?? ''} required autocomplete="off" />
      </label>
      {rule ? (
        <input type="hidden" name="kind" value={rule.kind} />
      ) : (
        <label class="field">
          <span>{texts.rules.kind}</span>
          <select
            class="input"
            name="kind"
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as AlertKind)}
          >
            {ALERT_KINDS.map((one) => (
              <option key={one} value={one}>
                {texts.kinds[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="fields" key={kind}>
        {Object.entries(settingsOf(kind)).map(([name, setting]) => (
          <Setting key={name} name={name} setting={setting} value={rule?.settings[name]} />
        ))}
      </div>
      <DestinationFields chosen={rule?.destinations ?? []} />
    </>
  );
}

function Setting({
  name,
  setting,
  value,
}: {
  name: string;
  setting: AlertSetting;
  value: string | number | undefined;
}) {
  const label = texts.settings[name] ?? name;
  if (setting.type === 'goal') return <GoalField name={name} label={label} value={value} />;
  if (setting.type === 'choice') {
    return (
      <label class="field">
        <span>{label}</span>
        <select class="input" name={name}>
          {setting.choices.map((choice) => (
            // A select of Preact has no `defaultValue`.
            <option key={choice} value={choice} selected={choice === (value ?? setting.fallback)}>
              {texts.choices[choice] ?? choice}
            </option>
          ))}
        </select>
      </label>
    );
  }
  if (setting.type === 'text') {
    return (
      <label class="field">
        <span>{setting.isRequired ? label : texts.anyType(label)}</span>
        <input
          class="input"
          name={name}
          maxLength={200}
          defaultValue={String(value ?? '')}
          required={setting.isRequired}
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
    );
  }
  if (setting.type === 'zone') {
    return (
      <label class="field">
        <span>{label}</span>
        <input
          class="input"
          name={name}
          maxLength={100}
          defaultValue={String(value ?? setting.fallback)}
          required
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
    );
  }
  const { min, max, fallback } = setting;
  return (
    <label class="field">
      <span>{texts.range(label, min, max)}</span>
      <input
        class="input"
        name={name}
        type="number"
        min={min}
        max={max}
        defaultValue={String(value ?? fallback)}
        required
      />
    </label>
  );
}

/** The goals of the customer, by name. */
function GoalField({ name, label, value }: { name: string; label: string; value: string | number | undefined }) {
  const { reply, error } = useAsk<GoalsListReply>(SAVED_ROUTES.goals);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (reply === null) return <p class="quiet">{shared.loading}</p>;
  if (reply.goals.length === 0) return <p class="note">{texts.noGoal}</p>;
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" name={name} required>
        {reply.goals.map((goal) => (
          <option key={goal.goal_id} value={goal.goal_id} selected={goal.goal_id === value}>
            {goal.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Whom the rule tells. */
function DestinationFields({ chosen }: { chosen: readonly string[] }) {
  const { reply, error } = useAsk<AlertDestinationsReply>(ALERT_ROUTES.destinations);
  if (error !== undefined) return <ErrorNote error={error} />;
  return (
    <fieldset class="tells">
      <legend>{texts.tells.title}</legend>
      {reply === null && <p class="quiet">{shared.loading}</p>}
      {reply && <input type="hidden" name={SHOWS_DESTINATIONS} value="true" />}
      {reply?.destinations.length === 0 && <p class="quiet">{texts.tells.none}</p>}
      {reply?.destinations.map(({ destination_id, kind, address, label }) => (
        <label key={destination_id} class="row">
          <input
            type="checkbox"
            name="destinations"
            value={destination_id}
            defaultChecked={chosen.includes(destination_id)}
          />
          <span>
            {label ?? address} <span class="quiet">{texts.destinations.kinds[kind]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What the form says, as the API takes it. */
export function toRuleBody(form: FormData): AlertRuleBody {
  const kind = form.get('kind') as AlertKind;
  const settings: Record<string, string | number> = {};
  for (const [name, { type }] of Object.entries(settingsOf(kind))) {
    const text = String(form.get(name) ?? '').trim();
    if (text !== '') settings[name] = type === 'number' ? Number(text) : text;
  }
  const chosen = form.getAll('destinations').map(String);
  return {
    name: String(form.get('name')).trim(),
    kind,
    settings,
    ...(form.has(SHOWS_DESTINATIONS) && { destinations: chosen.length === 0 ? null : chosen }),
  };
}
