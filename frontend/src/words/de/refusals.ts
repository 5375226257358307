// Why something was not done, in German: a sentence for each code of the contract.

import { clock_time, duration, number } from "../../lib/language/format";
import type { Refusal } from "../../lib/language/refusals";
import type { Sentences } from "../en/sentences";
import { party } from "./party";

const from = ({ retry_after_ms }: Refusal): string => clock_time(retry_after_ms ?? 0, 0);

/** What Spotify needs somebody's consent for, where that is what is missing. */
const NEEDS: Record<string, string> = {
  connect: "Dafür brauchst du Spotify. Verbinde es unter „Ich“.",
  playlists: "Spotify braucht deine Erlaubnis, um deine Playlists zu zeigen.",
  export: "Spotify braucht deine Erlaubnis, um Playlists anzulegen.",
};

export const refusals: Sentences["refusals"] = {
  bad_request: () => "So geht das nicht. Ändere deine Eingabe und versuch es noch einmal.",
  signed_out: () => "Du bist abgemeldet. Komm noch einmal rein.",
  forbidden: ({ needs }) => NEEDS[needs ?? ""] ?? "Das darfst du hier nicht. Frag den Host.",
  own_entry: () => "Über deinen eigenen Song kannst du nicht abstimmen.",
  locked: () => "Der Host nimmt gerade keine Wünsche an. Versuch es später noch einmal.",
  banned: () => "Der Host dieses Nests lässt dich nicht mehr rein.",
  not_found: () => "Das gibt es hier nicht mehr.",
  nothing_playing: () => "Gerade läuft nichts.",
  queue_full: ({ max }) =>
    `Die Warteschlange ist voll${max === undefined ? "" : `, mit ${party.songs(max)}`}. Versuch es wieder, wenn ein, zwei Songs gelaufen sind.`,
  too_many_yours: ({ max }) =>
    max === undefined
      ? "Mehr Songs darf eine Person gerade nicht wünschen. Warte, bis einer davon lief."
      : `Du hast schon ${party.songs(max)} gewünscht, mehr geht pro Person nicht. Warte, bis einer davon lief.`,
  already_queued: ({ place }) =>
    `Der Song ist schon dabei${place === undefined ? "" : ` (Platz ${number(place)})`}. Gib ihm lieber deine Stimme.`,
  played_recently: (why) =>
    why.retry_after_ms === undefined
      ? "Der Song lief erst vor Kurzem. Gönn ihm eine Pause."
      : `Der Song lief erst vor Kurzem. Ab ${from(why)} darf er wieder.`,
  explicit: () => "Der Host möchte hier keine expliziten Songs. Nimm einen anderen.",
  too_long: ({ max_duration_ms }) =>
    `Das ist für dieses Nest zu lang${max_duration_ms === undefined ? "." : `: Höchstens ${duration(max_duration_ms)} sind erlaubt.`}`,
  too_short: ({ min_duration_ms }) =>
    `Das ist für dieses Nest zu kurz${min_duration_ms === undefined ? "." : `: Mindestens ${duration(min_duration_ms)} müssen es sein.`}`,
  full: ({ max }) => `Mehr ${max === undefined ? "" : `als ${number(max)} `}davon geht nicht. Nimm erst etwas weg.`,
  rate_limited: ({ retry_after_ms }) =>
    retry_after_ms === undefined || retry_after_ms < 2_000
      ? "Das ging etwas schnell. Warte kurz und versuch es noch einmal."
      : retry_after_ms < 60_000
        ? `Das ging etwas schnell. In ${number(Math.ceil(retry_after_ms / 1_000))} Sekunden geht es wieder.`
        : `Das war viel auf einmal. Ab ${from({ retry_after_ms })} geht es wieder.`,
  busy: () => "Hier ist gerade viel los. Versuch es gleich noch einmal.",
  not_saved: () => "EchoNest kommt gerade nicht an seinen Speicher. Es ist nichts passiert; versuch es gleich noch einmal.",
  catalogue_unavailable: (why) =>
    why.retry_after_ms === undefined
      ? "Der Musikkatalog antwortet nicht. Versuch es in einer Weile noch einmal."
      : `Der Musikkatalog braucht eine Pause bis ${from(why)}. Was schon gefunden ist, kannst du trotzdem wünschen, und die Musik läuft weiter.`,
};
