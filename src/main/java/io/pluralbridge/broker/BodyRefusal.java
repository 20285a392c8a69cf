package io.pluralbridge.broker;

/**
 * Why a message was not kept as it came. Its name stands in the property {@link #PROPERTY} of what
 * is kept in its place; nobody but the broker's door can set that property.
 */
public enum BodyRefusal {
  /** Larger than a message may be. Nothing of the body is kept. */
  TOO_LARGE,
  /** Its body is compressed, and may be of any size once inflated. Nothing of it is kept. */
  COMPRESSED,
  /** Neither text nor bytes, so that nobody can look into it. Nothing of the body is kept. */
  NOT_TEXT,
  /** Card data in the open. The body is kept masked. */
  CARD_DATA_UNSEALED;

  /** The property that names the refusal. */
  public static final String PROPERTY = "PluralRefusal";

  /** The property that holds the size in bytes that the body had, a long. */
  public static final String SIZE = "PluralSize";
}
