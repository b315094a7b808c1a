import type { ComponentChildren } from 'preact';
import { Confirm } from '../../parts/Confirm.tsx';
import { texts } from './texts.ts';

interface SavedActionProps {
  name: string;
  title: string;
  look?: string;
  children: ComponentChildren;
  onConfirm(form: FormData): Promise<unknown>;
}

/** Changes what is saved under a name. */
export function ChangeSaved({ name, ...rest }: SavedActionProps) {
  return (
    <Confirm
      {...rest}
      label={texts.saved.change}
      name={texts.saved.changeName(name)}
      action={texts.saved.changeAction}
    />
  );
}

/** Deletes it. */
export function RemoveSaved({
  name,
  title = texts.saved.removeTitle(name),
  ...rest
}: Omit<SavedActionProps, 'title'> & { title?: string }) {
  return (
    <Confirm
      {...rest}
      label={texts.saved.remove}
      name={texts.saved.removeName(name)}
      isDangerous
      title={title}
      action={texts.saved.removeAction}
    />
  );
}
