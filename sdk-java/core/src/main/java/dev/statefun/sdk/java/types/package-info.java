/** Types of values: the built-in ones, and your own. */
package dev.statefun.sdk.java.types;
