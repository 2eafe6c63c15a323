//! What becomes of the declarations of functions: the type of calls, the table of signatures, and what calls hand back.

/// Declares the type of calls, and the table of signatures, from `every_function`.
macro_rules! declare {
    ($(
        $function:ident $({ $($member:ident: $type:ty = $($field:expr),*;)+ })?
        in $group:ident::$method:ident
        $(, brings $brings:ident $(($values:ident))?)? $(, needs $needs:expr)? $(, queues $($operation:ident)+)? $(, is $($flag:ident)+)?;
    )*) => {
        /// One call of one function. Member names follow the documented parameters in plain words.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[allow(missing_docs, reason = "the parameters are documented in the catalogue under the function's name")]
        pub enum Method {
            $($function $({ $($member: $type,)+ })?,)*
        }

        impl Method {
            /// The function that is called.
            #[must_use]
            pub const fn function(&self) -> Function {
                match self {
                    $(Self::$function { .. } => Function::$function,)*
                }
            }

            /// What is passed, with the field that tells how it is read, in the order in which scenarios have it.
            #[must_use]
            pub fn arguments(&self) -> Vec<(&'static SignatureField, PassedValue<'_>)> {
                let mut arguments = match self {
                    $(Self::$function $({ $($member),+ })? => {
                        vec![$($($member.passed(const { &[$($field),*] }),)+)?]
                    })*
                };
                arguments.sort_by_key(|argument| argument.is_some_and(|(field, _)| field.is_last()));
                arguments.into_iter().flatten().collect()
            }

            /// The id that is passed for a parameter; none if that is no id, or NULL.
            #[must_use]
            pub fn id(&self, parameter: Parameter) -> Option<Guid> {
                let passed = self.arguments().into_iter().find(|(field, _)| field.parameter == parameter);
                if let Some((_, PassedValue::Id(guid))) = passed { Some(guid) } else { None }
            }
        }

        /// The signature of every function that can be called, in the order of the declarations.
        pub const SIGNATURES: &[Signature] = &[$(
            Signature {
                $(brings: Brings::$brings $(($values::MEMBERS))?,)?
                $(needs: $needs,)?
                $(queues: &[$(Operation::$operation),+],)?
                $($($flag: true,)+)?
                ..Signature::new(
                    Function::$function,
                    &const { in_order([$($($($field,)*)+)?]) },
                    |_source| Method::$function $({ $($member: ArgumentType::bind(_source, const { &[$($field),*] }),)+ })?,
                )
            },
        )*];
    };
}

/// Declares what functions hand back through pointers: a record for each, and the type of them all.
macro_rules! values {
    ($($(#[$doc:meta])* $values:ident { $($members:tt)* })*) => {
        crate::information::member::records! { $($(#[$doc])* $values { $($members)* })* }

        /// What a function hands back through pointers.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "the variants are named after the records they carry")]
        pub enum Values {
            $($values($values),)*
        }
    };
}

pub(super) use {declare, values};
