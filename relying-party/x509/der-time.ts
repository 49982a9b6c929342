import { VerificationRejection } from '../rejection.js';
import { type DerValue, derTag } from './der.js';
import { readAscii } from './der-values.js';

const forms: Readonly<Record<number, RegExp>> = {
  [derTag.utcTime]: /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/,
  [derTag.generalizedTime]: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/,
};

/**
 * A time of a certificate or CRL in its DER form: to the second, in Zulu, no fraction (RFC 5280 section 4.1.2.5).
 * @returns seconds since the epoch.
 * @throws VerificationRejection x5c_time.
 */
export function readTime(value: DerValue): number {
  const form = forms[value.tag];
  const parts = form?.exec(readAscii(value.content));
  if (parts === null || parts === undefined) throw refuseTime();
  const [written = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  // Two digits: 50 to 99 are of the last century.
  const year = value.tag === derTag.utcTime ? written + (written < 50 ? 2000 : 1900) : written;
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) throw refuseTime();
  if (hour > 23 || minute > 59 || second > 59) throw refuseTime();
  return ((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

function refuseTime(): VerificationRejection {
  return new VerificationRejection('x5c_time', 'A time is not in the form that DER prescribes.');
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Of the proleptic Gregorian calendar; years begin in March here, so that the leap day is the last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719468;
}
