import { texts } from './texts.ts';

/** The name of something that is saved. */
export function NameField({ name = '' }: { name?: string }) {
  return (
    <label class="field">
      <span>{texts.saved.name}</span>
      <input class="input" name="name" maxLength={100} defaultValue={name} required autocomplete="off" />
    </label>
  );
}

export const readName = (form: FormData): string => String(form.get('name')).trim();
