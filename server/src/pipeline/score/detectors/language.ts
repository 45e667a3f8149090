import type { Detector, Finding } from '../detector.ts';
import { languageOf } from '../text/language.ts';

/** The languages of what the user wrote and of the answer. `language_change` is 1 when both are sure and differ. */
export const language: Detector = {
  name: 'language',
  version: '1',
  needs: [],
  run({ input, output }) {
    const [asked, answered] = [languageOf(input), languageOf(output)];
    const differ = asked.sure && answered.sure && asked.language !== answered.language;
    return [
      said('language_input', asked),
      said('language_output', answered),
      {
        name: 'language_change',
        value: differ ? 1 : 0,
        reason: differ ? `asked in ${asked.language}, answered in ${answered.language}` : '',
        evidence: [],
      },
    ];
  },
};

function said(name: string, { language, sure }: { language: string; sure: boolean }): Finding {
  return { name, value: sure ? 1 : 0, ...(language === '' ? {} : { label: language }), reason: '', evidence: [] };
}
