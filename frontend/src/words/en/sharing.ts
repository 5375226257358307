// Passing on the way to a nest, in English.

const words = {
  share: "Share the link",
};

/** What goes along with the link. */
const invitation = (nest: string): string => `Come to ${nest}: add songs and vote.`;

export const sharing = { words, invitation };
