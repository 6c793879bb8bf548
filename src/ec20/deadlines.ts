/**
 * Timeouts of the module's commands, in milliseconds. The manuals' maximum, and never less than a busy Pi and a USB hub
 * need. Sources: EC2x AT manual (the "maximum response time" of each command), MQTT note and the drivers that quote it.
 */
export const DEADLINES = {
  /** Most commands, by the manual: in a joined line, this for each command, and the margin of the line once. */
  manualMs: 300,
  /** Commands for which the manual allows 300 ms. */
  simpleMs: 2000,
  /** AT+CPIN: 5 s (EC2x AT manual §5.3). */
  simMs: 6000,
  /** AT+COPS?: 180 s for a search; the read form answers from memory. */
  operatorMs: 10_000,
  /** AT+COPS=0: 180 s (EC2x AT manual §6.1). */
  selectMs: 180_000,
  /** AT+CGATT=1: 140 s (EC2x AT manual §10.1). */
  attachMs: 140_000,
  /** AT+QIACT: 150 s (TCP/IP note §2.3.2). */
  activateMs: 150_000,
  /** AT+QIACT? right after AT+QIACT: the 150 s are the activation's, which is over. */
  addressMs: 10_000,
  /** AT+QIDEACT: 40 s (TCP/IP note §2.3.3). */
  deactivateMs: 40_000,
  /** AT+CFUN: 15 s (EC2x AT manual §2.22). */
  functionMs: 15_000,
  /** From `AT+CFUN=1,1` until the port is tried again; field drivers allow about 15 s to RDY. */
  bootMs: 20_000,
  /** OK after AT+QMTOPEN, +QMTCONN, +QMTSUB …: the module accepts at once. */
  acceptMs: 5000,
  /** +QMTOPEN: 120 s on EC2x. */
  openMs: 125_000,
  /** +QMTCLOSE, +QMTDISC: 30 s on EC2x; a module with nothing open may stay silent. */
  closeMs: 5000,
  /** +QMTSUB, +QMTUNS: pkt_timeout × retry_times, 15 s by default. */
  subscribeMs: 15_000,
  /** AT+QFLST, AT+QFDEL: the flash is slow (recalled, M). */
  fileMs: 5000,
  /** OK after the last byte of a file: it is written to the flash. */
  uploadMs: 20_000,
  /** +QNTP: up to 125 s. */
  timeMs: 125_000,
  /** +QIOPEN, +QSSLOPEN: 150 s at most; TLS over a poor signal takes long. */
  socketMs: 150_000,
  /** `>` after AT+QMTPUBEX: at once; field drivers allow 2.5–15 s. */
  promptMs: 5000,
  /** OK after the last payload byte: the module only has to store it. */
  dataMs: 15_000,
  /** +QMTPUBEX: never less than the manual's 15 s. */
  publishMs: 15_000,
} as const;

/**
 * AT+QMTCFG="timeout": timeout of a packet's acknowledgement in seconds, and number of retries (MQTT note §3.2.1: 1–60,
 * 0–10, default 5, 3; an EC600S takes 1–10: §S10).
 */
export const PACKET_TIMEOUT = { seconds: 5, retries: 3 } as const;

/** The deadline for the result of a publish or a CONNECT: every retry of the module, plus 5 s (rule 4). */
export const RESULT_MS = Math.max(
  DEADLINES.publishMs,
  PACKET_TIMEOUT.seconds * 1000 * (PACKET_TIMEOUT.retries + 1) + 5000,
);

/** Timeouts in milliseconds of a flow's commands, by name: those that need more than {@link DEFAULT_REPLY_MS}. */
export const REPLY_MS: Readonly<Record<string, number>> = {
  '+COPS': DEADLINES.selectMs,
  '+CGATT': DEADLINES.attachMs,
  '+CGACT': 150_000,
  '+QIACT': DEADLINES.activateMs,
  '+QIOPEN': DEADLINES.socketMs,
  '+QIDEACT': DEADLINES.deactivateMs,
  '+CMGS': 120_000,
  '+CMSS': 120_000,
  '+CMGL': 20_000,
  '+CMGR': 10_000,
  '+CUSD': 120_000,
  '+QNTP': DEADLINES.timeMs,
  '+QPING': 60_000,
  '+QIDNSGIP': 60_000,
  '+CPIN': 10_000,
  '+CLCK': 10_000,
  '+CPBR': 10_000,
};
export const DEFAULT_REPLY_MS = 5000;

/** The maximum timeout that a flow may set: the slowest command's. */
export const LONGEST_REPLY_MS = DEADLINES.selectMs;
