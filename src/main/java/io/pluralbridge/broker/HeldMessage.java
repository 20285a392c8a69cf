package io.pluralbridge.broker;

import java.io.ByteArrayOutputStream;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeBody;
import org.apache.activemq.artemis.core.server.CoreLargeServerMessage;

/**
 * A message that comes in pieces, held in memory until it was looked at. Of one that is too large,
 * only the size is kept: not a byte of it reaches the disk.
 */
final class HeldMessage extends CoreMessage implements CoreLargeServerMessage, Unfinished.Holder {

  private final StorageManager storage;
  private final int room;
  private final Unfinished unfinished;
  private ByteArrayOutputStream pieces = new ByteArrayOutputStream();
  private long size;
  private boolean isGivenUp;

  /**
   * Nothing came yet.
   *
   * @param room how many bytes it holds at most
   * @param unfinished told how many those are
   */
  HeldMessage(StorageManager storage, int room, Unfinished unfinished) {
    this.storage = storage;
    this.room = room;
    this.unfinished = unfinished;
  }

  @Override
  public void addBytes(byte[] bytes) {
    int held;
    synchronized (this) {
      size += bytes.length;
      if (size <= room && !isGivenUp) {
        pieces.write(bytes, 0, bytes.length);
      } else {
        pieces = new ByteArrayOutputStream(0);
      }
      held = pieces.size();
    }
    unfinished.holds(this, held);
  }

  @Override
  public synchronized void giveUp() {
    isGivenUp = true;
    pieces = new ByteArrayOutputStream(0);
  }

  /** True when nothing of it is held, as others needed the room. */
  synchronized boolean isGivenUp() {
    return isGivenUp;
  }

  @Override
  public void addBytes(ActiveMQBuffer bytes, boolean initialHeader) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    addBytes(copy);
  }

  /** How many bytes came. */
  synchronized long size() {
    return size;
  }

  synchronized boolean isWhole() {
    return size <= room;
  }

  /** All that came, when it is whole. */
  synchronized byte[] pieces() {
    return pieces.toByteArray();
  }

  @Override
  public ActiveMQBuffer getReadOnlyBodyBuffer() {
    return ActiveMQBuffers.wrappedBuffer(pieces());
  }

  @Override
  public boolean isLargeMessage() {
    return true;
  }

  @Override
  public boolean isServerMessage() {
    return true;
  }

  @Override
  public Message toMessage() {
    return this;
  }

  @Override
  public Message getMessage() {
    return this;
  }

  @Override
  public int getEncodeSize() {
    return getHeadersAndPropertiesEncodeSize();
  }

  @Override
  public StorageManager getStorageManager() {
    return storage;
  }

  @Override
  public void setStorageManager(StorageManager other) {
    // It is never stored.
  }

  @Override
  public void releaseResources(boolean sync, boolean sendEvent) {
    // There is no file.
  }

  @Override
  public void deleteFile() {
    synchronized (this) {
      pieces = new ByteArrayOutputStream(0);
    }
    unfinished.holds(this, 0);
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public SequentialFile getAppendFile() {
    throw new UnsupportedOperationException("it is in no file");
  }

  @Override
  public LargeBodyReader getLargeBodyReader() {
    throw new UnsupportedOperationException("it is in no file");
  }

  @Override
  public LargeBody getLargeBody() {
    throw new UnsupportedOperationException("it is in no file");
  }
}
