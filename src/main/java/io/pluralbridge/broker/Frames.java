package io.pluralbridge.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Reads the heads of the frames of one protocol, and says which of them may pass. */
interface Frames {

  /** What is to become of the next bytes. */
  sealed interface Verdict {}

  /**
   * So many bytes must be there before more can be said.
   *
   * @param bytes from the beginning of the frame; more than there are
   */
  record Wait(int bytes) implements Verdict {}

  /** So many bytes may pass, whether they are there or not. */
  record Pass(long bytes) implements Verdict {}

  /**
   * So many bytes, which are all there, are left out, and this is answered in their place.
   *
   * @param answer in a buffer that is given away
   */
  record Answer(int bytes, ByteBuf answer) implements Verdict {
    static Answer of(int bytes, byte[] answer) {
      return new Answer(bytes, Unpooled.wrappedBuffer(answer));
    }
  }

  /**
   * So many bytes, which are all there, show who it is, and may pass once that may be looked at.
   *
   * @param user empty where it shows in no way that is known here
   */
  record LogIn(int bytes, String user, String password) implements Verdict {

    @Override
    public String toString() {
      return "a log-in of " + bytes + " bytes";
    }
  }

  /** Nothing more passes, and the connection is closed. */
  record Refuse(TurnedAway.Reason reason, String what) implements Verdict {}

  /**
   * Looks at a frame.
   *
   * @param at where it begins
   * @param there how many bytes of it, and of what follows, are there; at least one
   */
  Verdict next(ByteBuf in, int at, int there, boolean loggedIn);

  /** How many bytes came of messages of which there is more to come. */
  default long unfinished() {
    return 0;
  }
}
