import { ENVIRONMENTS } from '@onevault/contract';
import { useId } from 'preact/hooks';
import { texts } from '../texts.ts';

/** The environment that a key is for, or any. The field is named `environment`; empty is any. */
export function EnvironmentField() {
  const hint = useId();
  return (
    <div class="stack grow">
      <label class="field">
        <span>{texts.environment.title}</span>
        <select class="input" name="environment" aria-describedby={hint}>
          <option value="">{texts.environment.any}</option>
          {ENVIRONMENTS.map((name) => (
            <option key={name} value={name}>
              {texts.environment.names[name]}
            </option>
          ))}
        </select>
      </label>
      <p class="quiet" id={hint}>
        {texts.environment.hint}
      </p>
    </div>
  );
}
