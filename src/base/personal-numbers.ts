/** IMEI, IMSI and ICCID have 15 to 20 digits, phone numbers 11 after a country code or a quote. */
const PERSONAL = /\b\d{15,20}\b|\+86\d{11}\b|"1\d{10}"/g;

/** A text with personal numbers masked: it may be saved, copied and shown to others. */
export function withoutPersonalNumbers(text: string): string {
  return text.replace(PERSONAL, '***');
}
