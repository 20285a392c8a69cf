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

  /** Nothing more passes, and the connection is closed. */
  record Refuse(TurnedAway.Reason reason, String what) implements Verdict {}

  /**
   * Looks at a frame.
   *
   * @param at where it begins
   * @param there how many bytes of it, and of what follows, are there; at least one
   */
  Verdict next(ByteBuf in, int at, int there, boolean loggedIn);
}
