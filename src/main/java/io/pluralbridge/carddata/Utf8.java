package io.pluralbridge.carddata;

/** Reads single characters of UTF-8 out of bytes that may be no UTF-8. */
final class Utf8 {

  private Utf8() {}

  /** How many bytes make the character that begins there; 1 where there is none. */
  static int sizeAt(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    int size = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
    if (at + size > to) {
      return 1;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 1;
      }
    }
    return size;
  }

  /** The character that so many bytes make, more than one. */
  static int codePoint(byte[] bytes, int at, int size) {
    int codePoint = bytes[at] & (0xFF >> (size + 1));
    for (int i = 1; i < size; i++) {
      codePoint = codePoint << 6 | (bytes[at + i] & 0x3F);
    }
    return codePoint;
  }
}
