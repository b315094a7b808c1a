import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { texts } from '../texts.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { useWork } from './useWork.ts';

interface ConfirmProps {
  /** On the button that opens the question. */
  label: string;
  /** For a screen reader, where the label alone does not say of what. */
  name?: string;
  title: string;
  /** On the button that does it. */
  action: string;
  look?: string;
  isDangerous?: boolean;
  isDisabled?: boolean;
  /** False while the reader cannot know yet what it will do. Default true. */
  isReady?: boolean;
  /** What it will do. */
  children: ComponentChildren;
  onOpen?(): void;
  /** The dialog closes once it is done. */
  onConfirm(form: FormData): Promise<unknown>;
}

/** A button that says what it will do before it does it. */
export function Confirm({ label, name, title, action, look = '', children, onOpen, onConfirm, ...is }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // What was typed last time is gone when the dialog opens again.
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const work = useWork<true>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const isDone = await work.start(async () => {
      await onConfirm(form);
      return true;
    });
    if (isDone) dialog.current?.close();
  };
  return (
    <>
      <button
        type="button"
        class={`button ${look}`}
        disabled={is.isDisabled ?? false}
        {...(name && { 'aria-label': name })}
        onClick={() => {
          work.clear();
          onOpen?.();
          setOpen(true);
          dialog.current?.showModal();
        }}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id} onClose={() => setOpen(false)}>
        <form class="stack" onSubmit={(event) => void submit(event)}>
          <h2 id={id}>{title}</h2>
          {isOpen && children}
          {work.error !== undefined && <ErrorNote error={work.error} />}
          <div class="row spread">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              {texts.cancel}
            </button>
            <button
              type="submit"
              class={`button ${is.isDangerous ? 'danger' : 'primary'}`}
              disabled={work.isBusy || is.isReady === false}
            >
              {work.isBusy ? texts.working : action}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
