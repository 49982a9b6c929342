/** On standard error, so that the output of what runs afterwards stays its own. */
export const say = (text) => console.error(`keyturn: ${text}`);

/** Something that the person at the keyboard can mend; the message says how. */
export class NotReady extends Error {}
