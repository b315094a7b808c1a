import {
  ALERT_KINDS,
  type AlertKind,
  type AlertRule,
  type AlertRuleBody,
  type AlertSetting,
  settingsOf,
} from '@onevault/contract';
import { useState } from 'preact/hooks';
import { texts } from './texts.ts';

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
  if (setting.type === 'choice') {
    return (
      <label class="field">
        <span>{label}</span>
        <select class="input" name={name} defaultValue={String(value ?? setting.fallback)}>
          {setting.choices.map((choice) => (
            <option key={choice} value={choice}>
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

/** What the form says, as the API takes it. */
export function toRuleBody(form: FormData): AlertRuleBody {
  const kind = form.get('kind') as AlertKind;
  const settings: Record<string, string | number> = {};
  for (const [name, { type }] of Object.entries(settingsOf(kind))) {
    const text = String(form.get(name) ?? '').trim();
    if (text !== '') settings[name] = type === 'number' ? Number(text) : text;
  }
  return { name: String(form.get('name')).trim(), kind, settings };
}
