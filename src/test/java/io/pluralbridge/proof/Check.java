package io.pluralbridge.proof;

/** What must hold after a run, and how that is found out. */
enum Check {
  DOUBLE(
      "carried out twice",
      "Plural's books: every reference of a capture, a refund or an order has at most one effect,"
          + " every order at most as many cancels and payments as are asked for; and whatever a"
          + " client was told a yes to has exactly one."),
  NOT_ASKED(
      "effects that nobody asked for",
      "Plural's books against files and clients: every effect is, to the minor unit, that of a good"
          + " line of an accepted file, or what a client asks for. Nothing else is in the journal."),
  NOT_WRITTEN(
      "sent without being written down",
      "Plural's books against the journal: every effect has an entry, whose move from ACCEPTED to"
          + " SENT is older than the effect. Where a backup was put back, the journal that was"
          + " lost counts, too, and the last one has the entry all the same."),
  FALSE_OUTCOME(
      "false outcomes",
      "Plural's books against the journal, the result files and what clients were told: what"
          + " SUCCEEDED has its effect, what was DECLINED or REFUSED has none."),
  LOST(
      "lost",
      "Files against papers and journal: every file has its acknowledgement and lies where it"
          + " belongs, byte for byte; every line of an accepted file stands in the journal once,"
          + " and has one row in the result file, in its place, with the columns that came in. What"
          + " a client asks for is in the journal once, under each of its names."),
  WRONG_ANSWER(
      "rows and answers that tell something else than the journal",
      "Result files against journal, row by row: the status is that of the entry, a line seen"
          + " before has the outcome of the first, a bad one is refused with the code of its"
          + " mistake, a reused key with KEY_REUSED, one that is held back with the reason. So is each last answer over HTTP, and what"
          + " there is to see at its Location; what is repeated when all is over says so."),
  ANSWERS_DIFFER(
      "answers to one call that differ",
      "Clients against each other: all who made a call, whenever, of whichever node, were told the"
          + " same, status and body. Of what a file did, the status: its orders are shown as they"
          + " are."),
  WRONG_FILE(
      "files wrongly accepted or refused",
      "Of files with the same content exactly one is accepted, the others are refused as"
          + " DUPLICATE_FILE; every other file is accepted."),
  UNRESOLVED(
      "unresolved at the end",
      "Journal: every entry is SUCCEEDED, DECLINED or WITHDRAWN, every batch DONE or REFUSED with nothing"
          + " open. Every client has its last answer."),
  HELD_BACK(
      "captures wrongly sent or wrongly held back",
      "Files against journal and Plural's books: a capture of less than the order is worth that"
          + " does not say so, one of more, and several of one order in a file are refused, taken"
          + " back in the journal, and never sent. Of captures of one order in several files one"
          + " takes effect, the others are refused for that. Nothing else is taken back."),
  ILLEGAL_MOVE(
      "illegal moves",
      "Journal: the moves of every entry, in order, begin at ACCEPTED, each begins where the last"
          + " ended and is allowed by the state machine, and the last ends where the entry stands;"
          + " attempts equal the moves to SENT, and what is taken for sent after a restore. So in"
          + " each journal that was lost."),
  TWO_WRITERS(
      "two writers on one order",
      "Plural's own watch for calls that arrive while another for the same order is under way; and"
          + " the journal: no two entries of one order are SENT or UNKNOWN at once."),
  TWICE(
      "files picked up twice, papers written twice",
      "The data folder holds exactly the papers and files that it should and no other; the journal"
          + " has one batch for each file dropped. Where backups were put back, papers of the time"
          + " that was lost are set aside besides, and tell the truth."),
  UNBALANCED(
      "summaries and acknowledgements that do not add up",
      "Each summary says BALANCED, and its counts and sums are those of its result file counted"
          + " anew; the rows and sums of each acknowledgement are those of the file that was"
          + " dropped, and it names the refused lines, each with its code: all but captures that"
          + " were accepted and taken back in the journal since."),
  SUMS(
      "differences between the sums of captured money",
      "Plural's books, the summaries and the journal, in minor units."),
  CARD_DATA(
      "card data that was left lying",
      "Every byte of the data folder, the database and the logs, twice: none is of a number that a"
          + " client sent. Nothing is sealed in the journal any more.");

  private final String title;
  private final String how;

  Check(String title, String how) {
    this.title = title;
    this.how = how;
  }

  String title() {
    return title;
  }

  String how() {
    return how;
  }
}
