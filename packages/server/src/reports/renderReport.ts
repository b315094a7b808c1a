import type { ReportNumbers } from '@onevault/contract';
import { renderHtml } from './renderHtml.ts';
import { renderText } from './renderText.ts';
import { type ReportAbout, toDays, toReportSections } from './reportSections.ts';

/** A report as an e-mail. */
export interface RenderedReport {
  subject: string;
  text: string;
  html: string;
}

/** Writes the numbers of a report for people, as HTML and as plain text. */
export function renderReport(about: ReportAbout, numbers: ReportNumbers): RenderedReport {
  const sections = toReportSections(about, numbers);
  return {
    subject: `[OneVault] ${about.customer_id}, ${toDays(about)}: ${sections.headline}`,
    text: renderText(about, sections),
    html: renderHtml(about, sections),
  };
}
