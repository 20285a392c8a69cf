package io.pluralbridge.routes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which files of {@code routes/} a {@link RouteTest} is about. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface RouteFile {

  /** Their names, without {@code .camel.yaml}. */
  String[] value();

  /** Further files that these do not work without, as {@code errors}. */
  String[] with() default {};

  /**
   * Endpoints that nothing is to reach, each a regular expression: a mock takes what is sent there,
   * as in {@code mock:direct:call-plural} for {@code direct:call-plural}.
   */
  String[] beyond() default {};
}
