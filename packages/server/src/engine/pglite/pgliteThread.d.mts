import type { Row } from '../sql/connection.ts';

/** `text` alone is a script; with `params` it is one statement. */
export interface Question {
  id: number;
  text?: string;
  params?: readonly unknown[];
  close?: boolean;
}

export interface Answer {
  id: number;
  rows?: Row[];
  error?: { message: string; code?: string };
}
