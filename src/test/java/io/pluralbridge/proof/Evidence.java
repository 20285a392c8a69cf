package io.pluralbridge.proof;

import java.util.List;
import java.util.Map;

/**
 * What the three witnesses say of a run: Plural's books, the journal, the papers; and what was
 * asked for in the first place.
 *
 * @param files as they were dropped
 * @param effects what really happened, in order
 * @param twoWriters orders at which a call arrived while another was under way, with how often
 */
record Evidence(
    List<DroppedFile> files,
    List<Effect> effects,
    Map<String, Long> twoWriters,
    JournalCopy journal,
    PapersFound papers) {}
