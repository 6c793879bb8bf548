/**
 * IMEI and IMSI have 15 digits, ICCID 19 or 20, of which an operator's own, from the seventh on, may be letters to F. Phone
 * numbers have 11 digits after a country code or within quotes; those of cards for machines have 13 and begin with 10 or 14.
 */
const PERSONAL =
  /\b\d{15,20}\b|\b89\d{4}[\dA-F]{12,14}\b|\+86(?:\d{11}|1[04]\d{11})\b|"1(?:\d{10}|[04]\d{11})"/g;

/** A text with personal numbers masked: it may be saved, copied and shown to others. */
export function withoutPersonalNumbers(text: string): string {
  return text.replace(PERSONAL, '***');
}
