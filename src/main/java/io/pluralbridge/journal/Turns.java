package io.pluralbridge.journal;

/**
 * Whose turn it is to be sent, where not everybody can be.
 *
 * <p>Whoever waits at the door goes first, but for one call in ten: so a door that is never quiet
 * keeps no other one waiting for ever. What is left is shared evenly between the files and what
 * came one by one; what one of them does not need, the other gets.
 */
final class Turns {

  private static final int ONE_IN = 10;

  private long taken;
  private long takenByOthers;

  /** Of so many calls, how many are not for those who wait at the door. */
  synchronized int notForThoseWhoWait(int calls) {
    return Math.toIntExact((taken + calls) / ONE_IN - taken / ONE_IN);
  }

  /** Of so many calls that are for others, how many are for what came one by one. */
  synchronized int oneByOne(int calls) {
    return Math.toIntExact((takenByOthers + calls + 1) / 2 - (takenByOthers + 1) / 2);
  }

  /** So many calls were claimed: by those who wait at the door, and by others. */
  synchronized void took(int byThoseWhoWait, int byOthers) {
    taken += byThoseWhoWait + byOthers;
    takenByOthers += byOthers;
  }
}
