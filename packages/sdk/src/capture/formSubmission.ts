import type { Draft, EventData } from '../events.ts';
import { toDraft } from './toDraft.ts';

export function formSubmission(formId: string, formData?: EventData): Draft {
  return toDraft('form_submission', { form_id: formId, form_data: formData || {} });
}
